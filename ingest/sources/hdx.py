"""Files of the Humanitarian Data Exchange: resolved through its index each time, as ids and addresses change."""

import json
import re
from collections.abc import Iterator

from data.errors import FetchError, HakikaError
from data.models import Document
from ingest.fetch import Client
from ingest.network import Answer


def download(client: Client, dataset: str, name: str) -> Answer:
    """The first file of a data set whose name, description or format matches the pattern, case aside.

    `dataset` is the address of `package_show` with the data set's id.

    Raises:
        FetchError: it cannot be had, or no file matches.
    """
    index = client.get(client.address(dataset))
    try:
        resources = json.loads(index.content)["result"]["resources"]
    except (ValueError, KeyError, TypeError):
        raise FetchError(f"{dataset} does not answer as the data exchange does") from None
    for resource in resources:
        told = " ".join(str(resource.get(key) or "") for key in ("name", "description", "format"))
        address = resource.get("download_url") or resource.get("url")
        if address and re.search(name, told, re.IGNORECASE):
            return client.get(str(address), conditional=True)
    raise FetchError(f"{dataset} has no file that matches {name!r}")


def each(client: Client, name: str) -> Iterator[Document]:
    """The file of each data set of a source; one that fails leaves the others alone, unless all fail.

    Raises:
        FetchError: none can be had.
    """
    failed: list[HakikaError] = []
    for dataset in client.fetch.address:
        try:
            answer = download(client, dataset, name)
            if answer.status == 304:
                client.gathered.unchanged += 1
            else:
                yield from client.make(answer, dataset)
        except HakikaError as error:
            failed.append(error)
    if len(failed) == len(client.fetch.address):
        raise failed[0]
    client.gathered.failed += [str(error) for error in failed]

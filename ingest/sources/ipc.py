"""The IPC's analyses, as its interface and its tables give them: one statement for each place, period and phase."""

import csv
import io
import json
import re
from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from data.errors import ReadError
from data.models import Document
from ingest.sources import phases
from ingest.table.added import Row, added

READER = "ipc-1"

INDICATORS = {"3+": "food.insecure", "5": "food.ipc5"}
VALIDITIES = ("current", "first projection", "second projection")
SUFFIXES = ("", "_projected", "_second_projected")
PERIODS = ("current_period_dates", "projected_period_dates", "second_projected_period_dates")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

Statement = dict[str, Any]


def rows(document: Document) -> bytes:
    """Statements: country, place, level, indicator, days, number, people looked at, where it stands, why left out.

    A table of one phase a row keeps its rows; all else becomes a list.

    Raises:
        ReadError: it is neither a table nor JSON of analyses.
    """
    content = document.content
    if content.lstrip()[:1] in (b"[", b"{"):
        return _list(list(_of_interface(content)))
    try:
        names = next(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")), [])
    except (UnicodeDecodeError, csv.Error) as error:
        raise ReadError(f"it is no table: {error}") from None
    if "Country" not in names:
        raise ReadError(f"a column Country was expected, found {', '.join(names[:12]) or 'nothing'}")
    if "Phase" in names:
        return added(content, _of_long_rows, header=("Country",))
    statements: list[Statement] = []
    added(content, lambda found: _of_wide_rows(found, statements), header=("Country",))
    return _list(statements)


def _list(found: Sequence[Statement]) -> bytes:
    told = phases.looked_at([_phase(one) for one in found])
    kept = [{**one, **more} for one, more in zip(found, told, strict=True) if not one.pop("helper", False)]
    return json.dumps(kept, ensure_ascii=False).encode()


def _phase(one: Statement) -> phases.Phase:
    period = f"{one['validity']} {one['from']} {one['to']}"
    return phases.Phase(f"{one['country']}/{one['place']}", period, str(one["phase"]), str(one["number"] or ""))


def _made(
    place: str, level: str, country: str, validity: str, period: tuple[str | None, str | None], phase: str, **more: Any
) -> Statement:
    left = None if phase in INDICATORS else f"phase {phase}"
    return {
        "country": country, "place": place or None, "level": level, "validity": validity, "phase": phase,
        "from": period[0], "to": period[1], "indicator": INDICATORS.get(phase),
        "left": left if validity == "current" else "projection", **more,
    }  # fmt: skip


def _unit(row: Row) -> tuple[str, str]:
    """The place of a row and its level."""
    found = ((row.get(name), name.lower()) for name in ("Area", "Level 1", "Country"))
    return next((one for one in found if one[0]), ("", "country"))


def _of_long_rows(found: Sequence[Row]) -> list[Mapping[str, str | None]]:
    told = []
    for row in found:
        period = row.get("From") or None, row.get("To") or None
        told.append(
            _made(
                *_unit(row),
                row.get("Country"),
                row.get("Validity period"),
                period,
                row.get("Phase"),
                number=row.get("Number"),
                cell=f"{row.where}Number",
            )  # fmt: skip
        )
    wide = phases.looked_at([_phase(one) for one in told])
    return [{**one, **more} for one, more in zip(told, wide, strict=True)]


def _of_wide_rows(found: Sequence[Row], statements: list[Statement]) -> list[Mapping[str, str | None]]:
    for row in found:
        for validity in VALIDITIES:
            begin = validity.capitalize()
            period = row.get(f"{begin} from") or None, row.get(f"{begin} to") or None
            for phase in ("all", *INDICATORS):
                column = f"Population analyzed {validity}" if phase == "all" else f"Phase {phase} number {validity}"
                if row.get(column):
                    statements.append(
                        _made(
                            *_unit(row),
                            row.get("Country"),
                            validity,
                            period,
                            phase,
                            number=row.get(column),
                            cell=f"{row.where}{column}",
                            helper=phase == "all",
                        )  # fmt: skip
                    )
    return [{}] * len(found)


def _of_interface(content: bytes) -> Iterator[Statement]:
    try:
        top: Any = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise ReadError(f"it is no JSON: {error}") from None
    path = "/data" if isinstance(top, dict) and isinstance(top.get("data"), list) else ""
    analyses = top["data"] if path else top if isinstance(top, list) else [top]
    for number, analysis in enumerate(analyses):
        if not isinstance(analysis, dict):
            raise ReadError(f"{path}/{number}: an analysis was expected")
        code = str(analysis.get("country") or "")
        country = COUNTRIES.get(code.upper(), code)
        where = f"{path}/{number}"
        if not any(name.startswith(("p3plus", "phase")) or name in ("groups", "areas") for name in analysis):
            none = {"number": None, "cell": where, "left": "no numbers"}
            yield {**_made(country, "country", country, "current", (None, None), ""), **none}
            continue
        periods = [_period(str(analysis.get(name) or "")) for name in PERIODS]
        for pointer, level, unit in _units(analysis, where):
            name = country if level == "country" else str(unit.get("name") or "")
            yield from _of_unit(unit, (name, level, country), pointer, periods)


def _units(analysis: Mapping[str, Any], where: str) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """The country, its groups of areas and its areas, each with the pointer to it and its level."""
    yield where, "country", analysis
    for g, group in enumerate(analysis.get("groups") or ()):
        yield f"{where}/groups/{g}", "level 1", group
        for a, area in enumerate(group.get("areas") or ()):
            yield f"{where}/groups/{g}/areas/{a}", "area", area
    for a, area in enumerate(analysis.get("areas") or ()):
        yield f"{where}/areas/{a}", "area", area


def _of_unit(
    unit: Mapping[str, Any], who: tuple[str, str, str], pointer: str, periods: Sequence[tuple[str | None, str | None]]
) -> Iterator[Statement]:
    for suffix, validity, period in zip(SUFFIXES, VALIDITIES, periods, strict=True):
        for phase, key in (("all", "estimated_population"), ("3+", "p3plus"), ("5", "phase5_population")):
            number = unit.get(key + suffix)
            if number is not None and number != "" and (period[0] or validity == "current"):
                cell = f"{pointer}/{key}{suffix}"
                yield _made(*who, validity, period, phase, number=number, cell=cell, helper=phase == "all")


def _period(text: str) -> tuple[str | None, str | None]:
    """The first and the last day of "Jun 2021 - Sep 2021", or of one month; a text that is none as it is."""
    found = re.findall(r"([A-Za-zÀ-ÿ]{3})[A-Za-zÀ-ÿ.]*\s+(\d{4})", text)
    months = [(MONTHS.index(name.lower()) + 1, int(year)) for name, year in found if name.lower() in MONTHS]
    if len(months) != len(found) or not 1 <= len(months) <= 2:
        return (text, text) if text.strip() else (None, None)
    (first, year), (last, end) = months[0], months[-1]
    return f"{year}-{first:02}-01", f"{end}-{last:02}-{monthrange(end, last)[1]:02}"


COUNTRIES = {
    pair[:2]: pair[2:]
    for pair in (
        "ADAND AEARE AFAFG AGATG AIAIA ALALB AMARM AOAGO AQATA ARARG ASASM ATAUT AUAUS AWABW AXALA AZAZE BABIH BBBRB "
        "BDBGD BEBEL BFBFA BGBGR BHBHR BIBDI BJBEN BLBLM BMBMU BNBRN BOBOL BQBES BRBRA BSBHS BTBTN BVBVT BWBWA BYBLR "
        "BZBLZ CACAN CCCCK CDCOD CFCAF CGCOG CHCHE CICIV CKCOK CLCHL CMCMR CNCHN COCOL CRCRI CUCUB CVCPV CWCUW CXCXR "
        "CYCYP CZCZE DEDEU DJDJI DKDNK DMDMA DODOM DZDZA ECECU EEEST EGEGY EHESH ERERI ESESP ETETH FIFIN FJFJI FKFLK "
        "FMFSM FOFRO FRFRA GAGAB GBGBR GDGRD GEGEO GFGUF GGGGY GHGHA GIGIB GLGRL GMGMB GNGIN GPGLP GQGNQ GRGRC GSSGS "
        "GTGTM GUGUM GWGNB GYGUY HKHKG HMHMD HNHND HRHRV HTHTI HUHUN IDIDN IEIRL ILISR IMIMN ININD IOIOT IQIRQ IRIRN "
        "ISISL ITITA JEJEY JMJAM JOJOR JPJPN KEKEN KGKGZ KHKHM KIKIR KMCOM KNKNA KPPRK KRKOR KWKWT KYCYM KZKAZ LALAO "
        "LBLBN LCLCA LILIE LKLKA LRLBR LSLSO LTLTU LULUX LVLVA LYLBY MAMAR MCMCO MDMDA MEMNE MFMAF MGMDG MHMHL MKMKD "
        "MLMLI MMMMR MNMNG MOMAC MPMNP MQMTQ MRMRT MSMSR MTMLT MUMUS MVMDV MWMWI MXMEX MYMYS MZMOZ NANAM NCNCL NENER "
        "NFNFK NGNGA NINIC NLNLD NONOR NPNPL NRNRU NUNIU NZNZL OMOMN PAPAN PEPER PFPYF PGPNG PHPHL PKPAK PLPOL PMSPM "
        "PNPCN PRPRI PSPSE PTPRT PWPLW PYPRY QAQAT REREU ROROU RSSRB RURUS RWRWA SASAU SBSLB SCSYC SDSDN SESWE SGSGP "
        "SHSHN SISVN SJSJM SKSVK SLSLE SMSMR SNSEN SOSOM SRSUR SSSSD STSTP SVSLV SXSXM SYSYR SZSWZ TCTCA TDTCD TFATF "
        "TGTGO THTHA TJTJK TKTKL TLTLS TMTKM TNTUN TOTON TRTUR TTTTO TVTUV TWTWN TZTZA UAUKR UGUGA UMUMI USUSA UYURY "
        "UZUZB VAVAT VCVCT VEVEN VGVGB VIVIR VNVNM VUVUT WFWLF WSWSM YEYEM YTMYT ZAZAF ZMZMB ZWZWE"
    ).split()
}
"""ISO codes of two letters, by which the interface names countries, and of three."""

-- What is wrong with a row `o`, given its indicator `i`, place `p` and organisation `g`; null if nothing.
CASE
  WHEN i.indicator_id IS NULL THEN 'unknown_indicator'
  WHEN o.place_id IS NULL OR p.place_id IS NULL THEN 'unknown_place'
  WHEN o.org_id IS NOT NULL AND g.org_id IS NULL THEN 'unknown_organisation'
  WHEN (o.value IS NOT NULL)::INTEGER + (o.status IS NOT NULL)::INTEGER <> (o.value_basis <> 'unavailable')::INTEGER
    THEN 'value_or_status'
  WHEN (o.value IS NULL) <> (o.unit IS NULL) THEN 'unit_without_value'
  WHEN o.status IS NOT NULL AND NOT list_contains(coalesce(i.statuses, []), o.status) THEN 'unknown_status'
  WHEN o.unit IS NOT NULL AND NOT list_contains(i.units, o.unit)
    AND NOT (list_contains(i.units, 'currency') AND regexp_full_match(o.unit, '[A-Z]{3}')) THEN 'unknown_unit'
  WHEN isinf(o.value) OR isnan(o.value) THEN 'no_number'
  WHEN (o.unit = i.units[1] OR i.units[1] = 'currency')
    AND (least(o.value, o.low, o.high) < i.minimum OR greatest(o.value, o.low, o.high) > i.maximum) THEN 'out_of_bounds'
  WHEN o.unit <> i.units[1] AND o.unit = 'percent' -- bounds are for the first unit; another's percentage is a share
    AND (least(o.value, o.low, o.high) < 0 OR greatest(o.value, o.low, o.high) > 100) THEN 'out_of_bounds'
  WHEN least(o.value, o.low, o.high) < 0 AND i.minimum >= 0 THEN 'out_of_bounds'
  WHEN (o.qualifier = 'range') <> (o.low IS NOT NULL AND o.high IS NOT NULL) OR o.low > o.high THEN 'bad_range'
  WHEN o.qualifier NOT IN ('exact', 'approx', 'at_least', 'more_than', 'at_most', 'less_than', 'range')
    OR o.value_basis NOT IN ('stated', 'counted', 'estimated', 'unavailable')
    OR o.place_basis NOT IN ('stated', 'inferred')
    OR o.period_basis NOT IN ('stated', 'publication', 'inferred', 'unknown') THEN 'unknown_word'
  WHEN o.period_start > o.period_end THEN 'period_order'
  WHEN (o.period_end IS NULL) <> (o.period_basis = 'unknown') THEN 'period_basis'
  WHEN (o.char_start IS NOT NULL)::INTEGER + (o.cell IS NOT NULL)::INTEGER + (o.cited IS NOT NULL)::INTEGER <> 1
    THEN 'found_once'
  WHEN o.char_start IS NOT NULL AND coalesce(o.char_end - o.char_start <> length(o.quote), true) THEN 'quote_length'
END

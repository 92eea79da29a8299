SELECT
  by1 AS `site.name`,
  step,
  {p1:Array(String)}[step] AS name,
  converted_[greatest(step - 1, 1)] AS entered,
  converted_[step] AS converted,
  pending_[step] AS pending,
  converted_[greatest(step - 1, 1)] - converted_[step] - pending_[step] AS lost,
  converted_[step] / nullIf(converted_[1], 0) AS rate,
  converted_[step] / nullIf(converted_[greatest(step - 1, 1)], 0) AS ratePrevious,
  if(step > 1 AND converted_[step] > 0, (since_first[step]) / 1000, NULL) AS medianSeconds,
  if(step > 1 AND converted_[step] > 0, (since_previous[step]) / 1000, NULL) AS medianSecondsPrevious
FROM (
  SELECT
    by1,
    sumForEach(arrayMap(time -> 1, step_times)) AS converted_,
    sumForEach(arrayPushBack(arrayMap(time -> 0, step_times), open)) AS pending_,
    quantileExactInclusiveForEach(0.5)(arrayMap(time -> time - step_times[1], step_times)) AS since_first,
    quantileExactInclusiveForEach(0.5)(arrayDifference(step_times)) AS since_previous
  FROM (
    SELECT
      groups[places[1]].1 AS by1,
      open,
      arrayMap(place -> times[place], arraySlice(places, 1, reached)) AS step_times
    FROM (
      SELECT
        groups,
        times,
        reached,
        open,
        [if(reached = 1, last, 0) + at2[if(reached = 2, last, 0)].3, if(reached = 2, last, 0)] AS places
      FROM (
        SELECT
          *,
          reached < 2 AND arrayExists(last -> last.1 > 0 AND last.2 > {p2:Int64}, at1) AS open,
          arrayFirstIndex(last -> last.1 > 0, [at1, at2][reached]) AS last
        FROM (
          SELECT
            *,
            arrayCount(step -> arrayExists(last -> last.1 > 0, step), [at1, at2]) AS reached
          FROM (
            SELECT
              *,
              arrayMap((mark, time, last, place) -> if(bitTest(mark, 0) AND last.1 > 0 AND time < last.2, (place, toUnixTimestamp64Milli(if(toDayOfMonth(addMonths(fromUnixTimestamp64Milli(time, 'UTC'), 1)) = toDayOfMonth(fromUnixTimestamp64Milli(time, 'UTC')), addMonths(fromUnixTimestamp64Milli(time, 'UTC'), 1), toDateTime64(toStartOfMonth(addMonths(fromUnixTimestamp64Milli(time, 'UTC'), 2)), 3, 'UTC'))), last.1), (0, 0, 0)), events, times, arrayFill((last, later) -> later > 0, arrayPushFront(arrayPopBack(arrayFill(last -> last.1 > 0, at1)), (0, 0, 0)), arrayDifference(times)), arrayEnumerate(times)) AS at2
            FROM (
              SELECT
                events,
                groups,
                arrayMap(mark -> bitShiftRight(mark, 2), events) AS times,
                arrayMap((mark, time, place) -> if(bitTest(mark, 1), (place, toUnixTimestamp64Milli(if(toDayOfMonth(addMonths(fromUnixTimestamp64Milli(time, 'UTC'), 1)) = toDayOfMonth(fromUnixTimestamp64Milli(time, 'UTC')), addMonths(fromUnixTimestamp64Milli(time, 'UTC'), 1), toDateTime64(toStartOfMonth(addMonths(fromUnixTimestamp64Milli(time, 'UTC'), 2)), 3, 'UTC'))), place), (0, 0, 0)), events, times, arrayEnumerate(times)) AS at1
              FROM (
                SELECT
                  arraySort((mark, key1) -> (bitShiftRight(mark, 2), key1, mark), all_events, keys1) AS events,
                  arraySort((group, mark, key1) -> (bitShiftRight(mark, 2), key1, mark, group), all_groups, all_events, keys1) AS groups
                FROM (
                  SELECT
                    userId AS entity,
                    groupArray(toUnixTimestamp64Milli(toDateTime64(started, 3, 'UTC')) * 4 + 2 * ifNull(condition, false) + 1 * ifNull(site_region_label = {p3:String}, false)) AS all_events,
                    groupArray(assumeNotNull(key1)) AS keys1,
                    groupArray(tuple(site_name)) AS all_groups
                  FROM (
                    SELECT
                      site_id AS site_key,
                      user_id AS userId,
                      started_at AS started,
                      visit_id AS key1,
                      if(source = '', 'direct', lower(source)) = {p4:String} AS condition
                    FROM fixture.visits
                    WHERE site_id IN {p5:Array(String)}
                  ) AS visits
                  LEFT ANY JOIN (
                    SELECT
                      id AS site_key,
                      region_id AS site_region_key,
                      name AS site_name
                    FROM fixture.sites FINAL
                    WHERE id IN {p5:Array(String)}
                  ) AS site USING (site_key)
                  LEFT ANY JOIN (
                    SELECT
                      id AS site_region_key,
                      label AS site_region_label
                    FROM fixture.regions
                  ) AS site_region USING (site_region_key)
                  WHERE condition OR site_region_label = {p3:String}
                  GROUP BY entity
                )
              )
            )
          )
        )
        WHERE reached > 0
      )
    )
  )
  GROUP BY by1
)
ARRAY JOIN range(1, 3) AS step
ORDER BY converted_[1] DESC, `site.name`, step
LIMIT {p6:UInt64}

SELECT
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
    sumForEach(arrayMap(time -> 1, step_times)) AS converted_,
    sumForEach(arrayPushBack(arrayMap(time -> 0, step_times), open)) AS pending_,
    quantileExactInclusiveForEach(0.5)(arrayMap(time -> time - step_times[1], step_times)) AS since_first,
    quantileExactInclusiveForEach(0.5)(arrayDifference(step_times)) AS since_previous
  FROM (
    SELECT
      open,
      arrayMap(place -> times[place], arraySlice(places, 1, reached)) AS step_times
    FROM (
      SELECT
        times,
        reached,
        open,
        [toUInt32(last), arrayFirstIndex(other -> other.1 = last, at2)] AS places
      FROM (
        SELECT
          *,
          reached < 2 AND arrayExists(last -> last.1 > 0 AND last.2 > {p2:Int64}, at1) AS open,
          arrayFirst(last -> last.1 > 0, [at1, at2][reached]).1 AS last
        FROM (
          SELECT
            *,
            arrayCount(step -> arrayExists(last -> last.1 > 0, step), [at1, at2]) AS reached
          FROM (
            SELECT
              *,
              arrayMap((mark, time, last) -> if(bitTest(mark, 0) AND last.1 > 0 AND time < last.2, last, (0, 0)), events, times, arrayPushFront(arrayPopBack(arrayFill(last -> last.1 > 0, at1)), (0, 0))) AS at2
            FROM (
              SELECT
                events,
                arrayMap(mark -> bitShiftRight(mark, 2), events) AS times,
                arrayMap((mark, time, place) -> if(bitTest(mark, 1), (place, time + 259200000), (0, 0)), events, times, arrayEnumerate(times)) AS at1
              FROM (
                SELECT
                  arraySort((mark, key1) -> (bitShiftRight(mark, 2), key1, mark), all_events, keys1) AS events
                FROM (
                  SELECT
                    user_id AS entity,
                    groupArray(toUnixTimestamp64Milli(toDateTime64(started_at, 3, 'UTC')) * 4 + 2 * ifNull((site_id IN {p3:Array(String)} AND source = {p4:String}) OR (site_id IN {p5:Array(String)} AND startsWithCaseInsensitiveUTF8(source, {p6:String})), false) + 1 * ifNull((site_id IN {p3:Array(String)} AND match(source, {p7:String})) OR (site_id IN {p5:Array(String)} AND ifNull((visit_id, site_id) IN (
                      SELECT
                        visit_id,
                        site_id
                      FROM fixture.notes
                      WHERE (site_id IN {p8:Array(String)} OR open IN {p9:Array(Bool)})
                        AND body = {p10:String}
                    ), false)), false)) AS all_events,
                    groupArray(assumeNotNull(visit_id)) AS keys1
                  FROM fixture.visits
                  WHERE site_id IN {p8:Array(String)}
                    AND (((site_id IN {p3:Array(String)} AND source = {p4:String}) OR (site_id IN {p5:Array(String)} AND startsWithCaseInsensitiveUTF8(source, {p6:String}))) OR ((site_id IN {p3:Array(String)} AND match(source, {p7:String})) OR (site_id IN {p5:Array(String)} AND ifNull((visit_id, site_id) IN (
                      SELECT
                        visit_id,
                        site_id
                      FROM fixture.notes
                      WHERE (site_id IN {p8:Array(String)} OR open IN {p9:Array(Bool)})
                        AND body = {p10:String}
                    ), false))))
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
)
ARRAY JOIN range(1, 3) AS step
ORDER BY step
LIMIT {p11:UInt64}

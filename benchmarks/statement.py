"""The limit of the night: one statement that computes and upserts what the night does, into tables of the same shape.

A second copy of the rule, for this purpose alone. It knows less than the rule: everybody is there for the whole month
with one role, answers for what they answer for from the first day to the last, and each number is there each day.
"""

TABLES = """
    CREATE TABLE reference_card (LIKE kpis_scorecard INCLUDING ALL);
    CREATE TABLE reference_part (LIKE kpis_part INCLUDING ALL);
    CREATE TABLE reference_line (LIKE kpis_line INCLUDING ALL)"""

# The planner knows little of what comes out of a CTE, and loops over it where hashing takes a third of the time.
AT_ITS_BEST = "SET LOCAL work_mem = '128MB'; SET LOCAL enable_nestloop = off"

# A part's key is its member's here. Days as bits tell, as they tell the night, whether both sides of a ratio are there
# on the same days.
STATEMENT = """
    WITH sums AS (
        SELECT a.member_id, p.metric_id, SUM(p.value) * MAX(a.share) / 100 AS total,
               BIT_OR(1 << (p.day - %(first)s)) AS days
        FROM metrics_point p
        JOIN metrics_attribution a ON a.subject_id = p.subject_id
         AND p.day >= a.from_on AND (a.until_on IS NULL OR p.day <= a.until_on)
        JOIN metrics_subject s ON s.id = p.subject_id AND s.kind = 'member'
        WHERE p.day BETWEEN %(first)s AND %(last)s
        GROUP BY a.id, a.member_id, p.metric_id
    ), asked AS (
        SELECT b.team_id, b.id AS member_id, x.id AS assignment_id, t.id AS template_id, k.id AS kpi_id, k.half,
               k.weight, k.zero_at, k.target, k.cap, COALESCE(f.source_id, m.id) AS source_id,
               COALESCE(f.part, 'numerator') AS part
        FROM roles_assignment x
        JOIN roles_member b ON b.id = x.member_id
        JOIN kpis_template t ON t.role_id = x.role_id AND t.team_id = b.team_id AND t.state = 'published'
        JOIN kpis_kpi k ON k.template_id = t.id
        JOIN metrics_metric m ON m.id = k.metric_id
        LEFT JOIN metrics_term f ON f.metric_id = m.id
    ), actuals AS (
        SELECT a.team_id, a.member_id, a.assignment_id, a.template_id, a.kpi_id, a.half, a.weight, a.zero_at, a.target,
               a.cap, SUM(s.total) FILTER (WHERE a.part = 'numerator') AS numerator,
               SUM(s.total) FILTER (WHERE a.part = 'denominator') AS denominator
        FROM asked a JOIN sums s ON s.member_id = a.member_id AND s.metric_id = a.source_id
        GROUP BY a.team_id, a.member_id, a.assignment_id, a.template_id, a.kpi_id, a.half, a.weight, a.zero_at,
                 a.target, a.cap
        HAVING MIN(s.days) = MAX(s.days)
    ), earned AS (
        SELECT *, numerator / COALESCE(denominator, 1) AS actual,
               LEAST(GREATEST(100 * (numerator / COALESCE(denominator, 1) - zero_at) / (target - zero_at), 0), cap)
                   AS score
        FROM actuals
    ), lines AS (
        INSERT INTO reference_line (part_id, kpi_id, actual, numerator, denominator, zero_at, target, score, weight,
                                    earned, days_present, days_expected, through)
        SELECT member_id, kpi_id, ROUND(actual, 6), CASE WHEN denominator IS NOT NULL THEN numerator END, denominator,
               zero_at, target, ROUND(score, 6), weight, ROUND(score * weight / 100, 6), 0, 0, %(last)s
        FROM earned
        ON CONFLICT (part_id, kpi_id) DO UPDATE
           SET actual = excluded.actual, numerator = excluded.numerator, denominator = excluded.denominator,
               zero_at = excluded.zero_at, target = excluded.target, score = excluded.score,
               weight = excluded.weight, earned = excluded.earned, through = excluded.through
    ), halves AS (
        SELECT team_id, member_id, assignment_id, template_id,
               SUM(score * weight / 100) FILTER (WHERE half = 'process') AS process,
               SUM(score * weight / 100) FILTER (WHERE half = 'result') AS result,
               SUM(score * weight / 100) AS total
        FROM earned GROUP BY team_id, member_id, assignment_id, template_id
    ), parts AS (
        INSERT INTO reference_part (scorecard_id, assignment_id, template_id, first, last, weight, process, result,
                                    total, lines_digest)
        SELECT member_id, assignment_id, template_id, %(first)s, %(last)s, 1, ROUND(process, 6), ROUND(result, 6),
               ROUND(total, 6), ''
        FROM halves
        ON CONFLICT (scorecard_id, assignment_id, template_id, first) DO UPDATE
           SET process = excluded.process, result = excluded.result, total = excluded.total
    )
    INSERT INTO reference_card (team_id, member_id, month, revision, is_current, state, through, process, result, total,
                                days_present, days_expected, computed_at, review_comment, sign_reason, content_hash,
                                reopen_reason, made_at)
    SELECT team_id, member_id, %(first)s, 1, true, 'open', %(last)s, ROUND(process, 2), ROUND(result, 2),
           ROUND(total, 2), 0, 0, now(), '', '', '', '', now()
    FROM halves
    ON CONFLICT (member_id, month, revision) DO UPDATE
       SET process = excluded.process, result = excluded.result, total = excluded.total,
           computed_at = excluded.computed_at"""

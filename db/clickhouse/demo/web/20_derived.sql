-- Visits and page views, by the very statements that make them from real hits.

-- Visits of the hits above.
-- each: parts
{{derive web/sessions.sql}};

-- Page views of the hits above.
-- each: parts
{{derive web/page_views.sql}};

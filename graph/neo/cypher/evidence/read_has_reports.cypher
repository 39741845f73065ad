// Returns whether there is any report.
RETURN EXISTS { (:Report) } AS has_reports

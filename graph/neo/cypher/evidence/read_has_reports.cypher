// Whether there is any report.
RETURN EXISTS { (:Report) } AS there

AUDIT = "AuditHub"

-- Who did what to which resource. Administrative actions on this server write here too. Append only: nothing replaces an entry.
-- Values before and after are JSON text, not the JSON type: an audit entry keeps what was written to the letter (key order,
-- explicit nulls, large integers), which the JSON type does not.
CREATE TABLE IF NOT EXISTS {{table meta.admin_audit_log sharded by cityHash64(tenant_id)}}
(
    entry_id UUID DEFAULT generateUUIDv4() COMMENT 'Identity of the entry',
    creation_time DateTime64(3, 'UTC') COMMENT 'When it was done',
    admin_user_id String COMMENT 'Subject of the person or key that did it',
    action LowCardinality(String) COMMENT 'What was done, as resource.verb: grant.create, campaign.pause …',
    resource_type LowCardinality(String) COMMENT 'Kind of the resource',
    resource_id String COMMENT 'Identity of the resource',
    tenant_id LowCardinality(String) COMMENT 'Tenant it concerns; empty when it concerns the whole server',
    website_id LowCardinality(String) DEFAULT '' COMMENT 'Website it concerns; empty when none',
    billing_id LowCardinality(Nullable(String)) COMMENT 'Billing period it concerns; null when none',
    old_values Nullable(String) COMMENT 'JSON object: values before; null for a creation',
    new_values Nullable(String) COMMENT 'JSON object: values after; null for a deletion',
    ip_address Nullable(String) COMMENT 'Address the request came from; null for jobs',
    user_agent Nullable(String) COMMENT 'Program the request came from; null for jobs',
    notes Nullable(String) COMMENT 'Free text of the administrator',
    metadata Nullable(String) COMMENT 'JSON object: anything else, such as the request id',
    data_classification LowCardinality(String) DEFAULT 'internal' COMMENT 'public, internal, confidential or restricted',
    retention_category LowCardinality(String) DEFAULT 'medium_term' COMMENT 'short_term, medium_term, long_term or permanent',
    updated DateTime64(3, 'UTC') DEFAULT creation_time COMMENT 'When the entry was written'
)
ENGINE = {{engine MergeTree}}
PARTITION BY toYYYYMM(creation_time)
ORDER BY (tenant_id, creation_time, entry_id)
COMMENT 'Administrative actions';

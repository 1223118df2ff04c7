-- What Orleans' ADO.NET membership tables need in PostgreSQL 12 or newer. Orleans looks its statements up in OrleansQuery by key and
-- passes and reads values by name: keys, names of parameters and columns, and types are its contract and must stay. The rest is ours. Running it
-- again changes nothing; a database that Orleans' own scripts prepared is taken over as it is.

CREATE TABLE IF NOT EXISTS OrleansQuery
(
    QueryKey varchar(64) NOT NULL CONSTRAINT OrleansQuery_Key PRIMARY KEY,
    QueryText varchar(8000) NOT NULL
);

CREATE TABLE IF NOT EXISTS OrleansMembershipVersionTable
(
    DeploymentId varchar(150) NOT NULL CONSTRAINT PK_OrleansMembershipVersionTable_DeploymentId PRIMARY KEY,
    Timestamp timestamptz(3) NOT NULL DEFAULT now(),
    Version integer NOT NULL DEFAULT 0
);

CREATE TABLE IF NOT EXISTS OrleansMembershipTable
(
    DeploymentId varchar(150) NOT NULL
        CONSTRAINT FK_MembershipTable_MembershipVersionTable_DeploymentId REFERENCES OrleansMembershipVersionTable (DeploymentId),
    Address varchar(45) NOT NULL,
    Port integer NOT NULL,
    Generation integer NOT NULL,
    SiloName varchar(150) NOT NULL,
    HostName varchar(150) NOT NULL,
    Status integer NOT NULL,
    ProxyPort integer NULL,
    SuspectTimes varchar(8000) NULL,
    StartTime timestamptz(3) NOT NULL,
    IAmAliveTime timestamptz(3) NOT NULL,
    CONSTRAINT PK_MembershipTable_DeploymentId PRIMARY KEY (DeploymentId, Address, Port, Generation)
);

-- A membership row and the table's version change together or not at all. The version row is locked first, so writers of one cluster queue up.
CREATE OR REPLACE FUNCTION factory_insert_membership(
    deployment varchar, addr varchar, prt integer, gen integer, silo varchar, host varchar, stat integer, proxy integer,
    started timestamptz, alive timestamptz, expected integer)
RETURNS integer LANGUAGE plpgsql AS $body$
BEGIN
    PERFORM 1 FROM OrleansMembershipVersionTable v WHERE v.DeploymentId = deployment AND v.Version = expected FOR UPDATE;
    IF NOT FOUND THEN
        RETURN 0;
    END IF;

    INSERT INTO OrleansMembershipTable (DeploymentId, Address, Port, Generation, SiloName, HostName, Status, ProxyPort, StartTime, IAmAliveTime)
    VALUES (deployment, addr, prt, gen, silo, host, stat, proxy, started, alive)
    ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN
        RETURN 0;
    END IF;

    UPDATE OrleansMembershipVersionTable v SET Timestamp = now(), Version = v.Version + 1 WHERE v.DeploymentId = deployment;
    RETURN 1;
END
$body$;

CREATE OR REPLACE FUNCTION factory_update_membership(
    deployment varchar, addr varchar, prt integer, gen integer, stat integer, suspects varchar, alive timestamptz, expected integer)
RETURNS integer LANGUAGE plpgsql AS $body$
BEGIN
    PERFORM 1 FROM OrleansMembershipVersionTable v WHERE v.DeploymentId = deployment AND v.Version = expected FOR UPDATE;
    IF NOT FOUND THEN
        RETURN 0;
    END IF;

    UPDATE OrleansMembershipTable m SET Status = stat, SuspectTimes = suspects, IAmAliveTime = alive
    WHERE m.DeploymentId = deployment AND m.Address = addr AND m.Port = prt AND m.Generation = gen;
    IF NOT FOUND THEN
        RETURN 0;
    END IF;

    UPDATE OrleansMembershipVersionTable v SET Timestamp = now(), Version = v.Version + 1 WHERE v.DeploymentId = deployment;
    RETURN 1;
END
$body$;

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES
('UpdateIAmAlivetimeKey', 'UPDATE OrleansMembershipTable SET IAmAliveTime = @IAmAliveTime WHERE DeploymentId = @DeploymentId AND Address = @Address AND Port = @Port AND Generation = @Generation;'),
('InsertMembershipVersionKey', 'WITH made AS (INSERT INTO OrleansMembershipVersionTable (DeploymentId) VALUES (@DeploymentId) ON CONFLICT DO NOTHING RETURNING 1) SELECT count(*)::integer AS row_count FROM made;'),
('InsertMembershipKey', 'SELECT factory_insert_membership(@DeploymentId, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime, @Version) AS row_count;'),
('UpdateMembershipKey', 'SELECT factory_update_membership(@DeploymentId, @Address, @Port, @Generation, @Status, @SuspectTimes, @IAmAliveTime, @Version) AS row_count;'),
('MembershipReadRowKey', 'SELECT v.DeploymentId, m.Address, m.Port, m.Generation, m.SiloName, m.HostName, m.Status, m.ProxyPort, m.SuspectTimes, m.StartTime, m.IAmAliveTime, v.Version FROM OrleansMembershipVersionTable v LEFT JOIN OrleansMembershipTable m ON m.DeploymentId = v.DeploymentId AND m.Address = @Address AND m.Port = @Port AND m.Generation = @Generation WHERE v.DeploymentId = @DeploymentId;'),
('MembershipReadAllKey', 'SELECT v.DeploymentId, m.Address, m.Port, m.Generation, m.SiloName, m.HostName, m.Status, m.ProxyPort, m.SuspectTimes, m.StartTime, m.IAmAliveTime, v.Version FROM OrleansMembershipVersionTable v LEFT JOIN OrleansMembershipTable m ON m.DeploymentId = v.DeploymentId WHERE v.DeploymentId = @DeploymentId;'),
('DeleteMembershipTableEntriesKey', 'DELETE FROM OrleansMembershipTable WHERE DeploymentId = @DeploymentId; DELETE FROM OrleansMembershipVersionTable WHERE DeploymentId = @DeploymentId;'),
('GatewaysQueryKey', 'SELECT Address, ProxyPort, Generation FROM OrleansMembershipTable WHERE DeploymentId = @DeploymentId AND Status = @Status AND ProxyPort > 0;'),
('CleanupDefunctSiloEntriesKey', 'DELETE FROM OrleansMembershipTable WHERE DeploymentId = @DeploymentId AND IAmAliveTime < @IAmAliveTime AND Status <> 3;')
ON CONFLICT (QueryKey) DO NOTHING;

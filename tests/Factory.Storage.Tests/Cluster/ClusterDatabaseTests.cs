using Factory.Contracts.Errors;
using Factory.Storage.Cluster;
using Factory.TestKit.Fakes;

namespace Factory.Storage.Tests.Cluster;

public sealed class ClusterDatabaseTests
{
    [PostgresFact]
    public async Task InitAsync_CalledAgain_AddsNothing()
    {
        await using var server = await PostgresServer.StartAsync();

        var both = await Task.WhenAll(ClusterDatabase.InitAsync(server.Connection()), ClusterDatabase.InitAsync(server.Connection()));

        both.Select(r => (r.TablesCreated, r.StatementsAdded)).Order().ShouldBe([(0, 0), (3, 9)]);
        both[0].Server.ShouldStartWith("postgres at 127.0.0.1:");
        (await server.AskAsync("SELECT count(*) FROM OrleansQuery")).ShouldBe(9L);
    }

    [PostgresFact]
    public async Task InitAsync_MembershipUpdate_ChangesWithItsVersionOrNotAtAll()
    {
        await using var server = await PostgresServer.StartAsync();
        await ClusterDatabase.InitAsync(server.Connection());
        await server.AskAsync("INSERT INTO OrleansMembershipVersionTable (DeploymentId) VALUES ('c')");
        const string insert = "SELECT factory_insert_membership('c', '10.0.0.1', 11111, 1, 'silo', 'host', 3, 30000, now(), now(), {0})";
        const string update = "SELECT factory_update_membership('c', '10.0.0.1', 11111, {1}, 6, NULL, now(), {0})";

        (await server.AskAsync(string.Format(null, insert, 7))).ShouldBe(0);
        (await server.AskAsync(string.Format(null, insert, 0))).ShouldBe(1);
        (await server.AskAsync(string.Format(null, insert, 1))).ShouldBe(0);
        (await server.AskAsync(string.Format(null, update, 1, 2))).ShouldBe(0);
        (await server.AskAsync(string.Format(null, update, 1, 1))).ShouldBe(1);
        (await server.AskAsync(string.Format(null, update, 1, 1))).ShouldBe(0);

        (await server.AskAsync("SELECT Version FROM OrleansMembershipVersionTable")).ShouldBe(2);
        (await server.AskAsync("SELECT Status FROM OrleansMembershipTable")).ShouldBe(6);
    }

    [PostgresFact]
    public async Task InitAsync_MissingRightOrDatabase_NamesTheFixAndNoPassword()
    {
        await using var server = await PostgresServer.StartAsync();
        await server.AskAsync("CREATE ROLE guest LOGIN; REVOKE CREATE ON SCHEMA public FROM PUBLIC");

        foreach (var connection in new[] { server.Connection("guest"), server.Connection(database: "nowhere") })
        {
            var refused = await Should.ThrowAsync<FactoryException>(() => ClusterDatabase.InitAsync(connection));
            refused.Code.ShouldBe(ErrorCodes.ClusterRejected);
            refused.Hint.ShouldNotBeNull().ShouldContain("GRANT CREATE");
            $"{refused.Message}{refused.Hint}".ShouldNotContain("secret-word");
        }
    }

    [Fact]
    public async Task InitAsync_NothingListens_NamesTheDatabase()
    {
        var port = FreePort.Find();

        var failure = await Should.ThrowAsync<FactoryException>(() =>
            ClusterDatabase.InitAsync($"Host=127.0.0.1;Port={port};Username=u;Database=d"));

        failure.Code.ShouldBe(ErrorCodes.ClusterUnreachable);
        failure.Message.ShouldContain($"d at 127.0.0.1:{port}");
    }

    [Theory]
    [InlineData("Hots=db")]
    [InlineData("Username=factory")]
    public async Task InitAsync_InvalidConnectionString_IsRejected(string connection) =>
        (await Should.ThrowAsync<FactoryException>(() => ClusterDatabase.InitAsync(connection))).Code.ShouldBe(ErrorCodes.InvalidRequest);
}

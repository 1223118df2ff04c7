using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using Factory.Contracts.Attempts;
using Factory.Contracts.Ids;
using Factory.Domain.Attempts;
using Factory.Domain.Keys;
using Factory.Domain.Metering;
using Factory.Silo.Tests.Support;
using Factory.TestKit.Builders;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.Client;

namespace Factory.Silo.Tests.Mcp;

/// <summary>What a program in a sandbox reaches through the socket: its model, its tools, and nothing else.</summary>
public sealed class AttemptServerTests(WholeSilo whole) : IClassFixture<WholeSilo>
{
    private static readonly AttemptId Attempt = AttemptId.Parse("attempt-1");

    [Theory]
    [InlineData("/")]
    [InlineData("/api/health")]
    [InlineData("/api/runs")]
    [InlineData("/api/approvals")]
    [InlineData("/grains/orleans")]
    [InlineData("/sign-in?code=x")]
    [InlineData("/metrics")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/gatewayx")]
    [InlineData("/attemptx/tools")]
    public async Task Get_AnythingElseOfTheSilo_DoesNotExist(string path)
    {
        using var client = CreateClient(whole.Silo.Token);

        (await client.GetAsync(path)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Get_ApiOverTcp_IsThere_SoTheSocketIsWhatHidesIt()
    {
        using var client = new HttpClient { BaseAddress = new Uri(whole.Silo.Url) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", whole.Silo.Token);

        (await client.GetAsync("/api/runs")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await client.GetAsync("/attempt/tools")).StatusCode.ShouldBe(HttpStatusCode.NotFound, "tools are for sandboxes only");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("fk-0000000000000000000000000000000000000000000")]
    [InlineData("token")]
    public async Task Get_ToolsWithoutTheKeyOfAnAttempt_IsUnauthorized(string? key)
    {
        using var client = CreateClient(key == "token" ? whole.Silo.Token : key);

        var response = await client.GetAsync("/attempt/tools");

        response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await response.Content.ReadAsStringAsync()).ShouldContain("key.unknown");
    }

    [Fact]
    public async Task Post_ToolOfAnAttemptThatHasEnded_IsNotFound()
    {
        using var client = CreateClient(IssueKey());

        (await client.PostAsJsonAsync("/attempt/tools/submit_result", new { })).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Mcp_KeyOfAnAttemptThatHasEnded_SaysSo()
    {
        await using var transport = new HttpClientTransport(
            new HttpClientTransportOptions { Endpoint = new Uri("http://127.0.0.1:41000/attempt/mcp") },
            CreateClient(IssueKey()),
            ownsHttpClient: true);
        await using var client = await McpClient.CreateAsync(transport);

        client.ServerInfo!.Name.ShouldBe("factory");
        (await Should.ThrowAsync<ModelContextProtocol.McpException>(async () => await client.ListToolsAsync())).Message
            .ShouldContain("is not at work any more");
    }

    [Fact]
    public async Task Get_ModelsOfTheGateway_TakesTheKey()
    {
        using var client = CreateClient(IssueKey());
        using var stranger = CreateClient(null);

        (await client.GetAsync("/gateway/v1/models")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await stranger.GetAsync("/gateway/v1/models")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public void SocketPath_InTheDataFolder_IsForItsOwnerOnly()
    {
        var folder = Path.GetDirectoryName(Server.SocketPath)!;

        Directory.GetFileSystemEntries(folder).ShouldBe([Server.SocketPath], "the folder is mounted into sandboxes");
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(folder).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private IAttemptServer Server => whole.Silo.Services.GetRequiredService<IAttemptServer>();

    private string IssueKey()
    {
        var request = new AttemptRequest(Attempt, TaskId.Parse("task-1"), 1, Given.Spec(), Given.Assignment, [], null, []);
        return whole.Silo.Services.GetRequiredService<IVirtualKeyStore>().Issue(Principal.ForAttempt(request), [Given.SmallModel]);
    }

    private HttpClient CreateClient(string? key)
    {
        var handler = new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellationToken) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(Server.SocketPath), cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        var client = new HttpClient(handler) { BaseAddress = new Uri("http://127.0.0.1:41000") };
        if (key is not null)
        {
            client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", "Bearer " + key);
        }

        return client;
    }
}

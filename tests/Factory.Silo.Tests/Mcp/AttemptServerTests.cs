using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Factory.Silo.Tests.Support;
using ModelContextProtocol.Client;

namespace Factory.Silo.Tests.Mcp;

/// <summary>What a program in a sandbox reaches through the socket: its model, its tools, and nothing else.</summary>
public sealed class AttemptServerTests(WholeSilo whole) : IClassFixture<WholeSilo>
{
    private readonly SandboxConnection _sandbox = new(whole);

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
        using var client = _sandbox.CreateClient(whole.Silo.Token);

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
        using var client = _sandbox.CreateClient(key == "token" ? whole.Silo.Token : key);

        var response = await client.GetAsync("/attempt/tools");

        response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await response.Content.ReadAsStringAsync()).ShouldContain("key.unknown");
    }

    [Fact]
    public async Task Post_ToolOfAnAttemptThatHasEnded_IsNotFound()
    {
        using var client = _sandbox.CreateClient(_sandbox.IssueKey());

        (await client.PostAsJsonAsync("/attempt/tools/submit_result", new { })).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Mcp_KeyOfAnAttemptThatHasEnded_SaysSo()
    {
        await using var transport = new HttpClientTransport(
            new HttpClientTransportOptions { Endpoint = new Uri("http://127.0.0.1:41000/attempt/mcp") },
            _sandbox.CreateClient(_sandbox.IssueKey()),
            ownsHttpClient: true);
        await using var client = await McpClient.CreateAsync(transport);

        client.ServerInfo!.Name.ShouldBe("factory");
        (await Should.ThrowAsync<ModelContextProtocol.McpException>(async () => await client.ListToolsAsync())).Message
            .ShouldContain("is not at work any more");
    }

    [Fact]
    public async Task Get_ModelsOfTheGateway_TakesTheKey()
    {
        using var client = _sandbox.CreateClient(_sandbox.IssueKey());
        using var stranger = _sandbox.CreateClient(null);

        (await client.GetAsync("/gateway/v1/models")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await stranger.GetAsync("/gateway/v1/models")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public void SocketPath_InTheDataFolder_IsForItsOwnerOnly()
    {
        var folder = Path.GetDirectoryName(_sandbox.Server.SocketPath)!;

        Directory.GetFileSystemEntries(folder).ShouldBe([_sandbox.Server.SocketPath], "the folder is mounted into sandboxes");
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(folder).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}

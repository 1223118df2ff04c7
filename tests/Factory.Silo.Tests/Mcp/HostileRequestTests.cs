using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Factory.Contracts.Approvals;
using Factory.Contracts.Ids;
using Factory.Contracts.Metering;
using Factory.Contracts.Models;
using Factory.Domain.Metering;
using Factory.Grains.Abstractions.Approvals;
using Factory.Silo.Tests.Support;
using Factory.TestKit.Builders;
using Microsoft.Extensions.DependencyInjection;

namespace Factory.Silo.Tests.Mcp;

/// <summary>
/// Requests of a program in a sandbox that carries out what a hostile model orders. It has even got hold of the operator's
/// token; the controls are the same requests over TCP.
/// </summary>
public sealed class HostileRequestTests(WholeSilo whole) : IClassFixture<WholeSilo>
{
    private readonly SandboxConnection _sandbox = new(whole);

    /// <summary>Ways to a shell of the silo, and what they answer to the operator.</summary>
    public static TheoryData<string, int> WaysIn => new()
    {
        { "GET /api/runs", 200 },
        { "GET /gateway/../api/runs", 200 },
        { "GET /attempt/%2e%2e/api/runs", 200 },
        { "GET /gateway/v1/../../api/config", 200 },
        { "GET /API/runs", 200 },
        { "GET http://HOST/api/runs", 200 },
        { "GET /api/runs?path=/gateway/v1/models", 200 },
        { "POST /gateway/../api/kev/pause", 200 },
        { "POST /attempt/tools/../../api/kev/resume", 200 },
    };

    /// <summary>What is a way in nowhere.</summary>
    public static TheoryData<string> DeadEnds =>
        ["GET //api/runs", "GET /attempt/..%2fapi/runs", "OPTIONS *", "CONNECT 127.0.0.1:22", "TRACE /gateway", "GET /gateway;/api/runs"];

    public static TheoryData<string, string> Decisions => new()
    {
        { "approve", """{"comment":"I agree"}""" },
        { "reject", """{"comment":"I disagree"}""" },
        { "request-changes", """{"reason":"I want more"}""" },
    };

    [Theory]
    [MemberData(nameof(WaysIn))]
    public async Task Send_WayIntoTheSilo_IsThereForTheOperatorOnly(string line, int operators)
    {
        (await _sandbox.SendAsync(line, overTcp: true)).ShouldBe(operators, "the request is wrong, so this test says nothing");

        (await _sandbox.SendAsync(line, overTcp: false)).ShouldBe(404);
    }

    [Theory]
    [MemberData(nameof(DeadEnds))]
    public async Task Send_TargetThatIsNoPath_IsRefused(string line) =>
        (await _sandbox.SendAsync(line, overTcp: false)).ShouldBeOneOf(0, 400, 401, 404, 405);

    [Theory]
    [InlineData("GET /grains/orleans", "Connection: Upgrade\r\nUpgrade: websocket\r\n")]
    [InlineData("GET /gateway/v1/models", "X-Original-URL: /api/runs\r\nX-Forwarded-Prefix: /api\r\n")]
    [InlineData("POST /attempt/tools", "X-HTTP-Method-Override: GET\r\nX-Forwarded-For: 127.0.0.1\r\n")]
    public async Task Send_HeadersThatPretend_ChangeNothing(string line, string headers) =>
        (await _sandbox.SendAsync(line, overTcp: false, headers)).ShouldBeOneOf(401, 404);

    [Theory]
    [MemberData(nameof(Decisions))]
    public async Task Post_DecisionAboutItsOwnRequest_IsTheOperatorsAlone(string decision, string json)
    {
        var approval = whole.Silo.Services.GetRequiredService<IGrainFactory>().GetGrain<IApprovalGrain>("approval-" + decision);
        await approval.Request(new ApprovalRequest(
            TaskId.Parse("task-1"), null, "merge", ApprovalTier.ApproveBefore, "Merge it", "Good", "", default, TimeSpan.FromDays(1)));
        using var sandbox = _sandbox.CreateClient(whole.Silo.Token);
        using var withKey = _sandbox.CreateClient(_sandbox.IssueKey());
        using var person = _sandbox.CreateOperator();
        var (path, body) = ($"api/approvals/approval-{decision}/{decision}", JsonDocument.Parse(json).RootElement);
        foreach (var client in (HttpClient[])[sandbox, withKey])
        {
            (await client.PostAsJsonAsync(path, body)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
            (await client.PostAsJsonAsync("attempt/tools/" + decision, body)).IsSuccessStatusCode.ShouldBeFalse();
        }

        (await approval.Get())!.Status.ShouldBe(ApprovalStatus.Pending);
        (await person.PostAsJsonAsync(path, body)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await approval.Get())!.Status.ShouldNotBe(ApprovalStatus.Pending);
    }

    [Theory]
    [InlineData("api/runs")]
    [InlineData("api/keys")]
    [InlineData("api/token")]
    public async Task Get_ApiWithTheKeyOfAnAttempt_IsUnauthorized(string path)
    {
        using var person = _sandbox.CreateOperator();
        person.DefaultRequestHeaders.Remove("Authorization");
        person.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", "Bearer " + _sandbox.IssueKey());

        (await person.GetAsync(path)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Get_GatewayAfterTheAttemptHasEnded_KeyIsWorthNothing()
    {
        using var client = _sandbox.CreateClient(_sandbox.IssueKey("attempt-ended"));
        (await client.GetAsync("/gateway/v1/models")).StatusCode.ShouldBe(HttpStatusCode.OK, "it has not ended yet");

        _sandbox.Keys.Revoke(PrincipalId.ForAttempt(AttemptId.Parse("attempt-ended")));

        (await client.GetAsync("/gateway/v1/models")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await client.GetAsync("/attempt/tools")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Post_ModelThatItsKeyDoesNotGrant_IsRefused()
    {
        using var client = _sandbox.CreateClient(_sandbox.IssueKey("attempt-models", new ModelRef("rehearsal", "rehearsal-one")));
        foreach (var model in (string[])["rehearsal/rehearsal-two", "rehearsal-two", "factory/premium", "../rehearsal/rehearsal-two"])
        {
            var response = await client.PostAsJsonAsync(
                "/gateway/v1/chat/completions",
                new { model, messages = new[] { new { role = "user", content = "hello" } } });

            ((int)response.StatusCode).ShouldBeInRange(400, 499, model);
        }
    }

    [Fact]
    public async Task Get_ToolsWithTheKeyElsewhere_IsUnauthorized()
    {
        using var client = _sandbox.CreateClient(null);
        var key = _sandbox.IssueKey();

        (await client.GetAsync("/attempt/tools?key=" + key)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await client.GetAsync("/attempt/tools?attempt=attempt-1")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Read_LogAfterAllOfIt_HasNoKey()
    {
        var key = _sandbox.IssueKey("attempt-logged");
        using var client = _sandbox.CreateClient(key);
        await client.GetAsync("/gateway/v1/models?key=" + key);
        await client.GetAsync("/attempt/tools/" + key);

        (await whole.ReadLogAsync()).ShouldNotContain(key);
    }
}

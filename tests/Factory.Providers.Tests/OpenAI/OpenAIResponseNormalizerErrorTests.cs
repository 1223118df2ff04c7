using Factory.Contracts.Errors;
using Factory.Contracts.Metering;
using Factory.Contracts.Models;
using Factory.Domain.Models;
using Factory.Providers.Tests.Http;
using Factory.TestKit.Fakes;
using Microsoft.Extensions.AI;

namespace Factory.Providers.Tests.OpenAI;

/// <summary>Errors in responses of OpenAI-compatible servers: what they cost, and how the caller sees them.</summary>
public sealed class OpenAIResponseNormalizerErrorTests : IDisposable
{
    private const string Stop = """{"id":"c1","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}""";

    private static readonly ChatMessage[] Question = [new(ChatRole.User, "How many?")];

    private readonly ProviderHarness _lab = new();

    [Theory]
    [InlineData("""{"error":{"message":"Rate limit now","code":429}}""", ErrorCodes.ModelRateLimited, 5)]
    [InlineData("""{"error":{"message":"Overloaded","code":503}}""", ErrorCodes.ModelUnavailable, 5)]
    [InlineData(
        """{"error":{"message":"too long","type":"invalid_request_error","code":"context_length_exceeded"}}""",
        ErrorCodes.ModelContextExceeded,
        1)]
    [InlineData("""{"error":{"message":"You exceeded your quota","type":"insufficient_quota"}}""", ErrorCodes.ModelCreditExhausted, 1)]
    [InlineData("""{"error":"it broke"}""", ErrorCodes.ModelUnavailable, 5)]
    [InlineData("""{"id":"c1","choices":[{"index":0,"delta":{},"finish_reason":"network_error"}]}""", ErrorCodes.ModelUnavailable, 5)]
    [InlineData(
        """{"id":"c1","choices":[{"index":0,"message":{"role":"assistant","content":"","tool_calls":[]},"finish_reason":"error"}],"usage":{"prompt_tokens":0,"completion_tokens":0,"total_tokens":0}}""",
        ErrorCodes.ModelUnavailable,
        5)]
    public async Task Normalize_ErrorWithStatus200_IsThatErrorAndCostsNothing(string data, string code, int tries)
    {
        foreach (var isWhole in new[] { false, true })
        {
            await using var server = await FakeUpstream.StartAsync(c => isWhole ? c.JsonAsync(data) : c.StreamAsync($"data: {data}\n\n"));
            await using var session = _lab.Open(ModelApi.OpenAIChat, server.Address + "/v1");
            var failed = await Should.ThrowAsync<FactoryException>(() =>
                session.Client.GetStreamingResponseAsync(Question).ToChatResponseAsync());
            failed.Code.ShouldBe(code);
            server.Calls.Count.ShouldBe(tries);
            session.Cost.ShouldBe(Usd.Zero);
        }
    }

    [Fact]
    public async Task Normalize_ErrorInTheMiddle_CostsTheReservation()
    {
        await using var server = await FakeUpstream.StartAsync(c =>
            c.StreamAsync($"data: {Text("x")}\n\n", """data: {"error":{"message":"Rate limit now","code":429}}""" + "\n\n"));
        await using var session = _lab.Open(ModelApi.OpenAIChat, server.Address + "/v1");
        var failed = await Should.ThrowAsync<FactoryException>(() =>
            session.Client.GetStreamingResponseAsync(Question).ToChatResponseAsync());
        (failed.Code, failed.Message).ShouldBe((ErrorCodes.ModelResponseInvalid, "lab/m: the server broke off with 429: Rate limit now"));
        session.Cost.ShouldBe(_lab.Budget.LeaseRequests.Single().MinAmount);
    }

    [Theory]
    [InlineData("""{"id":"c1","choices":[{"index":0,"message":{"content":"x"},"finish_reason":"insufficient_system_resource"}],"usage":{"prompt_tokens":9000,"completion_tokens":8000}}""")]
    [InlineData("""{"id":"c1","choices":[{"index":0,"delta":{"content":"x"},"finish_reason":"error"}]}""")]
    [InlineData("""{"id":"c1","choices":[{"index":0,"delta":{"reasoning":"hm"},"finish_reason":"abort"}]}""")]
    [InlineData("""{"id":"c1","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"a1","function":{"name":"f"}}]},"finish_reason":"network_error"}]}""")]
    [InlineData("""{"id":"c1","choices":[{"index":0,"delta":{},"finish_reason":"error"}],"usage":{"prompt_tokens":9000,"completion_tokens":0}}""")]
    [InlineData("""{"id":"c1","choices":[{"index":0,"message":{"content":"x"},"finish_reason":"error"}],"error":{"message":"Provider disconnected","code":502}}""")]
    [InlineData("""{"id":"c1","choices":[],"usage":{"prompt_tokens":9000,"completion_tokens":8000},"error":{"message":"Provider disconnected","code":502}}""")]
    public async Task Normalize_ErrorBesideOutput_CostsTheReservation(string data)
    {
        foreach (var isWhole in new[] { false, true })
        {
            await using var server = await FakeUpstream.StartAsync(c => isWhole ? c.JsonAsync(data) : c.StreamAsync($"data: {data}\n\n"));
            await using var session = _lab.Open(ModelApi.OpenAIChat, server.Address + "/v1");
            var failed = await Should.ThrowAsync<FactoryException>(() =>
                session.Client.GetStreamingResponseAsync(Question).ToChatResponseAsync());
            failed.Code.ShouldBe(ErrorCodes.ModelResponseInvalid);
            failed.Message.ShouldStartWith("lab/m: the server broke off with 502: ");
            server.Calls.Count.ShouldBe(1);
            session.Cost.ShouldBe(_lab.Budget.LeaseRequests.Last().MinAmount);
        }
    }

    [Fact]
    public async Task Normalize_ErrorAfterUsage_CostsTheReservation()
    {
        string[] events = [
            """{"id":"c1","choices":[],"usage":{"prompt_tokens":9000,"completion_tokens":8000}}""",
            Stop.Replace("\"stop\"", "\"error\"")
        ];
        await using var server = await StartAsync(events);
        await using var session = _lab.Open(ModelApi.OpenAIChat, server.Address + "/v1");
        (await Should.ThrowAsync<FactoryException>(() =>
            session.Client.GetStreamingResponseAsync(Question).ToChatResponseAsync())).Code.ShouldBe(ErrorCodes.ModelResponseInvalid);
        session.Cost.ShouldBe(_lab.Budget.LeaseRequests.Single().MinAmount);
    }

    [Theory]
    [InlineData("")]
    [InlineData("data: [DONE]\n\n")]
    [InlineData(": waiting\n\n: waiting\n\n")]
    [InlineData("data: {\"choices\":[]}\n\ndata: [DONE]\n\n")]
    public async Task Normalize_EmptyStream_IsIncomplete(string stream)
    {
        await using var server = await FakeUpstream.StartAsync(c => c.StreamAsync(stream));
        await using var session = _lab.Open(ModelApi.OpenAIChat, server.Address + "/v1");
        (await Should.ThrowAsync<FactoryException>(() =>
            session.Client.GetStreamingResponseAsync(Question)
                .ToChatResponseAsync())).Message.ShouldBe("lab/m: the answer ended before it was complete.");
    }

    [Theory]
    [InlineData(
        """{"id":"c1","choices":[{"index":0,"message":{"role":"assistant","content":"x"},"finish_reason":"stop"}],"usage":{"prompt_tokens":10,"completion_tokens":3,"total_tokens":13}}""",
        "x",
        "")]
    [InlineData(
        """{"id":"c1","choices":[{"index":0,"message":{"role":"assistant","content":[{"type":"text","text":"x"}],"tool_calls":[{"type":"function","function":{"name":"f","arguments":{"a":1}}}]},"finish_reason":"tool_calls"}],"usage":{"prompt_tokens":10,"completion_tokens":3,"total_tokens":13}}""",
        "x",
        "call_c1_1 f")]
    public async Task Normalize_ServerThatDoesNotStream_IsReadByTheSameRules(string reply, string text, string calls)
    {
        await using var server = await FakeUpstream.StartAsync(c => c.JsonAsync(reply));
        await using var session = _lab.Open(ModelApi.OpenAIChat, server.Address + "/v1");
        var response = await session.Client.GetStreamingResponseAsync(Question).ToChatResponseAsync();
        response.Text.ShouldBe(text);
        string.Join(", ", response.Messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>().Select(c => $"{c.CallId} {c.Name}"))
            .ShouldBe(calls);
        session.Usage.ShouldBe(new TokenUsage(10, 3));
    }

    public void Dispose() => _lab.Dispose();

    private static string Text(string text) =>
        $$"""{"id":"c1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"content":"{{text}}"},"finish_reason":null}]}""";

    private static Task<FakeUpstream> StartAsync(string[] events) =>
        FakeUpstream.StartAsync(c => c.StreamAsync([.. events.Append("[DONE]").Select(e => $"data: {e}\n\n")]));
}

using Factory.Contracts.Errors;
using Factory.Contracts.Metering;
using Factory.Contracts.Models;
using Factory.Providers.Tests.Http;
using Factory.TestKit.Fakes;
using Microsoft.Extensions.AI;

namespace Factory.Providers.Tests.Ollama;

/// <summary>What servers that copy Ollama's chat write differently, and errors that come in its lines.</summary>
public sealed class OllamaResponseNormalizerTests : IDisposable
{
    private const string Done =
        """{"model":"m","message":{"role":"assistant","content":""},"done":true,"done_reason":"stop","prompt_eval_count":10,"eval_count":3}""";

    private static readonly ChatMessage[] Question = [new(ChatRole.User, "How many?")];

    private readonly ProviderHarness _lab = new();

    [Theory]
    [InlineData("""{"name":"f","arguments":{"a":1}}""", "f 1")]
    [InlineData("""{"name":"f","arguments":"{\"a\":1}"}""", "f 1")]
    [InlineData("""{"name":"f","arguments":null}""", "f ")]
    [InlineData("""{"name":"f"}""", "f ")]
    [InlineData("""{"name":"f","arguments":{}}""", "f ")]
    [InlineData("""{"name":"f","arguments":" "}""", "f ")]
    [InlineData("""{"name":"f","arguments":"null"}""", "f ")]
    [InlineData("""{"arguments":{"a":1}}""", "unnamed_tool 1")]
    [InlineData("""{"name":"f","arguments":"{\"a\": oops"}""", "f The arguments of f are not a JSON object")]
    [InlineData("""{"name":"f","arguments":[1]}""", "f The arguments of f are not a JSON object")]
    public async Task Normalize_ToolCall_IsReadWhateverItsArguments(string function, string expected)
    {
        var response = await AskAsync(
            $$$"""{"model":"m","message":{"content":"","tool_calls":[{"function":{{{function}}}}]},"done":false}""",
            Done);
        var call = response.Messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>().Single();
        $"{call.Name} {call.Exception?.Message ?? string.Concat(call.Arguments!.Values)}".ShouldBe(expected);
        response.FinishReason.ShouldBe(ChatFinishReason.ToolCalls);
    }

    [Theory]
    [InlineData("""{"message":{"content":"x"}}""", """{"done":true}""")]
    [InlineData(
        """{"model":null,"created_at":"yesterday","message":{"role":null,"content":"x","thinking":null,"tool_calls":null},"done":false}""",
        """{"done":true,"done_reason":"unheard-of"}""")]
    [InlineData(@"{""message"":{""content"":""x""},""done"":false,""error"":""""}", Done)]
    public async Task Normalize_MissingFields_AreTolerated(params string[] lines)
    {
        var response = await AskAsync(lines);
        response.Text.ShouldBe("x");
        response.FinishReason.ShouldBe(ChatFinishReason.Stop);
    }

    [Fact]
    public async Task Normalize_ServerThatDoesNotStream_IsReadByTheSameRules()
    {
        await using var server = await FakeUpstream.StartAsync(c => c.JsonAsync("""
            {
              "message": { "content": "x" },
              "done": true, "done_reason": "length", "prompt_eval_count": 10, "eval_count": 3
            }
            """));
        await using var session = _lab.Open(ModelApi.OllamaChat, server.Address);
        var response = await session.Client.GetStreamingResponseAsync(Question).ToChatResponseAsync();
        (response.Text, response.FinishReason).ShouldBe(("x", ChatFinishReason.Length));
        session.Usage.ShouldBe(new TokenUsage(10, 3));
    }

    [Fact]
    public async Task Normalize_ErrorInALine_IsThatError()
    {
        await using var server = await FakeUpstream.StartAsync(c => c.JsonAsync("""{"error":"input length exceeds the context length"}"""));
        await using var session = _lab.Open(ModelApi.OllamaChat, server.Address);
        var failed = await Should.ThrowAsync<FactoryException>(() =>
            session.Client.GetStreamingResponseAsync(Question).ToChatResponseAsync());
        failed.Code.ShouldBe(ErrorCodes.ModelContextExceeded);
    }

    [Theory]
    [InlineData("""{"message":{"content":"x"},"error":"it broke"}""")]
    [InlineData("""{"message":{"content":"","thinking":"hm"},"error":"it broke"}""")]
    [InlineData("""{"message":{"content":"","tool_calls":[{"function":{"name":"f"}}]},"error":"it broke"}""")]
    [InlineData("""{"message":{"content":""},"done":true,"prompt_eval_count":9000,"eval_count":8000,"error":"it broke"}""")]
    public async Task Normalize_ErrorBesideOutput_CostsTheReservation(string line)
    {
        await using var server = await FakeUpstream.StartAsync(c => c.JsonAsync(line));
        await using var session = _lab.Open(ModelApi.OllamaChat, server.Address);
        var failed = await Should.ThrowAsync<FactoryException>(() =>
            session.Client.GetStreamingResponseAsync(Question).ToChatResponseAsync());
        failed.Code.ShouldBe(ErrorCodes.ModelResponseInvalid);
        server.Calls.Count.ShouldBe(1);
        session.Cost.ShouldBe(_lab.Budget.LeaseRequests.Single().MinAmount);
    }

    public void Dispose() => _lab.Dispose();

    private async Task<ChatResponse> AskAsync(params string[] lines)
    {
        await using var server = await FakeUpstream.StartAsync(async c =>
        {
            c.Context.Response.ContentType = "application/x-ndjson";
            foreach (var line in lines)
            {
                await c.SendAsync(line + "\n");
            }
        });
        await using var session = _lab.Open(ModelApi.OllamaChat, server.Address);
        return await session.Client.GetStreamingResponseAsync(Question).ToChatResponseAsync();
    }
}

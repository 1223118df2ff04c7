using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Factory.Contracts.Errors;
using Factory.Contracts.Models;
using Factory.Models.Catalogue;
using Factory.Models.OpenAIWire;
using Factory.Models.Sessions;
using Factory.TestKit.Builders;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using static Factory.Models.Tests.OpenAIWire.WireServer;

namespace Factory.Models.Tests.OpenAIWire;

public sealed class OpenAIChatClientTests
{
    private const string Key = "sk-test-1234567890";

    private static readonly ChatMessage[] Question = [new(ChatRole.System, "Be brief."), new(ChatRole.User, "How many?")];

    private readonly InstantTime _time = new();

    [Fact]
    public async Task A_stream_brings_text_usage_and_the_reason_it_ended()
    {
        await using var server = await StartAsync(Stream(Delta("""{"role":"assistant","content":"Fi"}"""), Delta("""{"content":"ve."}"""), Delta("{}", "stop"), Usage(100, 20, 60, 5)));
        var response = await Ask(server);
        response.Text.ShouldBe("Five.");
        response.FinishReason.ShouldBe(ChatFinishReason.Stop);
        UsageMapping.From(response.Usage).ShouldBe(new TokenUsage(100, 20, 60, 5));
        server.Keys.Single().ShouldBe($"Bearer {Key}");
        var request = server.Requests.Single();
        request.GetProperty("model").GetString().ShouldBe("m");
        request.GetProperty("stream").GetBoolean().ShouldBeTrue();
        request.GetProperty("stream_options").GetProperty("include_usage").GetBoolean().ShouldBeTrue();
        request.GetProperty("messages").EnumerateArray().Select(m => m.GetProperty("role").GetString()).ShouldBe(["system", "user"]);
    }

    [Fact]
    public async Task Parallel_tool_calls_are_put_together_from_their_pieces()
    {
        await using var server = await StartAsync(Stream(
            Delta("""{"role":"assistant","content":null,"tool_calls":[{"index":0,"id":"a","type":"function","function":{"name":"write_file","arguments":""}}]}"""),
            Delta("""{"tool_calls":[{"index":0,"function":{"arguments":"{\"path\":"}}]}"""),
            Delta("""{"tool_calls":[{"index":1,"id":"b","type":"function","function":{"name":"list_files","arguments":"{}"}}]}"""),
            Delta("""{"tool_calls":[{"index":0,"function":{"arguments":"\"x.cs\"}"}}]}"""),
            Delta("{}", "tool_calls"),
            Usage(10, 10)));
        var response = await Ask(server);
        var calls = response.Messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>().ToList();
        calls.Select(c => (c.CallId, c.Name)).ShouldBe([("a", "write_file"), ("b", "list_files")]);
        calls[0].Arguments!["path"]!.ToString().ShouldBe("x.cs");
        calls[1].Arguments!.ShouldBeEmpty();
        response.FinishReason.ShouldBe(ChatFinishReason.ToolCalls);
    }

    [Fact]
    public async Task Calls_without_an_index_of_their_own_are_kept_apart_by_their_ids()
    {
        await using var server = await StartAsync(Stream(
            Delta("""{"tool_calls":[{"index":0,"id":"a","type":"function","function":{"name":"one","arguments":"{}"}}]}"""),
            Delta("""{"tool_calls":[{"index":0,"id":"b","type":"function","function":{"name":"two","arguments":"{}"}}]}"""),
            Delta("{}", "tool_calls")));
        (await Ask(server)).Messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>().Select(c => c.Name).ShouldBe(["one", "two"]);
    }

    [Theory]
    [InlineData("{\\\"path\\\": oops")]
    [InlineData("[1,2]")]
    [InlineData("null")]
    public async Task Arguments_that_are_no_object_reach_the_caller_as_an_error_to_report(string arguments)
    {
        await using var server = await StartAsync(Stream(
            Delta($$$"""{"tool_calls":[{"index":0,"id":"a","type":"function","function":{"name":"read_file","arguments":"{{{arguments}}}"}}]}"""),
            Delta("{}", "tool_calls"),
            Usage(1, 1)));
        var call = (await Ask(server)).Messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>().Single();
        call.Exception.ShouldNotBeNull().Message.ShouldStartWith("The arguments of read_file are not a JSON object");
        call.Arguments.ShouldBeNull();
    }

    [Fact]
    public async Task History_tools_and_limits_go_out_in_the_wire_s_words()
    {
        await using var server = await StartAsync(Stream(Delta("""{"content":"ok"}"""), Delta("{}", "stop")));
        var broken = new FunctionCallContent("c2", "read_file") { Exception = new FormatException("bad") };
        ChatMessage[] history =
        [
            .. Question,
            new(ChatRole.Assistant, [new TextContent("Let me see."), new FunctionCallContent("c1", "list_files", new Dictionary<string, object?> { ["path"] = "." }), broken]),
            new(ChatRole.Tool, [new FunctionResultContent("c1", "a.cs"), new FunctionResultContent("c2", "Error: bad")]),
        ];
        var schema = JsonDocument.Parse("""{"type":"object","properties":{"path":{"type":"string"}}}""").RootElement;
        var tool = AIFunctionFactory.CreateDeclaration("list_files", "Lists files.", schema);
        await Ask(server, history, new ChatOptions { MaxOutputTokens = 77, Tools = [tool], Instructions = "First." });

        var request = server.Requests.Single();
        request.GetProperty("max_completion_tokens").GetInt32().ShouldBe(77);
        request.GetProperty("tools")[0].GetProperty("function").GetProperty("parameters").GetProperty("properties").TryGetProperty("path", out _).ShouldBeTrue();
        var messages = request.GetProperty("messages").EnumerateArray().ToList();
        messages.Select(m => m.GetProperty("role").GetString()).ShouldBe(["system", "system", "user", "assistant", "tool", "tool"]);
        var calls = messages[3].GetProperty("tool_calls").EnumerateArray().Select(c => c.GetProperty("function").GetProperty("arguments").GetString()).ToList();
        calls.ShouldBe(["{\"path\":\".\"}", "{}"]);
        messages[4].GetProperty("tool_call_id").GetString().ShouldBe("c1");
        request.TryGetProperty("reasoning_effort", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task A_model_that_takes_tools_only_without_reasoning_is_told_so()
    {
        await using var server = await StartAsync(Stream(Delta("""{"content":"ok"}"""), Delta("{}", "stop")));
        var tool = AIFunctionFactory.CreateDeclaration("t", "d", JsonDocument.Parse("""{"type":"object"}""").RootElement);
        await Ask(server, Question, new ChatOptions { Tools = [tool] }, ModelCapabilities.Tools, ModelCapabilities.ToolsWithoutReasoning);
        server.Requests.Single().GetProperty("reasoning_effort").GetString().ShouldBe("none");
    }

    [Fact]
    public async Task A_whole_answer_is_read_too()
    {
        await using var server = await StartAsync(Json("""
            {"id":"c1","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"finish_reason":"tool_calls","logprobs":null,
             "message":{"role":"assistant","content":"Look:","refusal":null,"tool_calls":[{"id":"a","type":"function","function":{"name":"list_files","arguments":"{\"path\":\".\"}"}}]}}],
             "usage":{"prompt_tokens":7,"completion_tokens":3,"total_tokens":10}}
            """));
        using var client = Open(server.BaseUrl);
        var response = await client.GetResponseAsync(Question);
        response.Text.ShouldBe("Look:");
        response.Messages[0].Contents.OfType<FunctionCallContent>().Single().Name.ShouldBe("list_files");
        UsageMapping.From(response.Usage).ShouldBe(new TokenUsage(7, 3));
    }

    [Theory]
    [InlineData(400, false)]
    [InlineData(401, false)]
    [InlineData(404, false)]
    [InlineData(429, true)]
    [InlineData(500, true)]
    [InlineData(503, true)]
    public async Task A_refusal_is_named_costs_nothing_and_is_tried_again_where_that_helps(int status, bool retryable)
    {
        await using var server = await StartAsync(Error(status, $"Incorrect API key provided: {Key}, or sk-ab***yz.\nSecond line"));
        var failed = await Should.ThrowAsync<FactoryException>(() => Ask(server));
        (failed.Code, failed.Retryable).ShouldBe((ErrorCodes.ModelFailed, retryable));
        failed.Message.ShouldStartWith($"lab/m: the server answered {status}: Incorrect API key provided: [key], or [key]");
        failed.Message.ShouldNotContain(Key);
        failed.Message.ShouldNotContain("\n");
        CallOutcome.IsNothingGenerated(failed).ShouldBeTrue();
        server.Requests.Count.ShouldBe(retryable ? 3 : 1);
        _time.Waits.ShouldBe(retryable ? [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2)] : []);
    }

    [Fact]
    public async Task A_server_that_asks_to_wait_is_waited_for()
    {
        await using var server = await StartAsync(Error(429, "slow down", "7"), Error(503, "busy", "3600"), Stream(Delta("""{"content":"ok"}"""), Delta("{}", "stop")));
        (await Ask(server)).Text.ShouldBe("ok");
        _time.Waits.ShouldBe([TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(30)]);
    }

    [Fact]
    public async Task A_gateway_that_gave_up_waiting_is_not_tried_again_because_the_call_may_have_been_paid_for()
    {
        await using var server = await StartAsync(Error(504));
        var failed = await Should.ThrowAsync<FactoryException>(() => Ask(server));
        failed.Retryable.ShouldBeTrue();
        CallOutcome.IsNothingGenerated(failed).ShouldBeFalse();
        server.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_broken_stream_is_a_failure_that_may_have_cost_something()
    {
        await using var server = await StartAsync(Cut(Delta("""{"content":"Fi"}""")));
        var failed = await Should.ThrowAsync<FactoryException>(() => Ask(server));
        (failed.Code, failed.Retryable).ShouldBe((ErrorCodes.ModelFailed, true));
        CallOutcome.IsNothingGenerated(failed).ShouldBeFalse();
        server.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_stream_that_stops_in_the_middle_is_not_taken_for_an_answer()
    {
        await using var server = await StartAsync(Stream(Delta("""{"content":"Fi"}""")));
        (await Should.ThrowAsync<FactoryException>(() => Ask(server))).Message.ShouldBe("lab/m: the answer ended before it was complete.");
    }

    [Fact]
    public async Task An_answer_that_is_no_wire_format_is_a_failure()
    {
        await using var server = await StartAsync(Stream("{\"hello\":"));
        (await Should.ThrowAsync<FactoryException>(() => Ask(server))).Code.ShouldBe(ErrorCodes.ModelFailed);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_tried_three_times_and_costs_nothing()
    {
        using var client = Open($"http://127.0.0.1:{FreePort()}/v1");
        var failed = await Should.ThrowAsync<FactoryException>(() => client.GetStreamingResponseAsync(Question).ToChatResponseAsync());
        failed.Message.ShouldStartWith("lab/m: the server cannot be reached");
        failed.Retryable.ShouldBeTrue();
        CallOutcome.IsNothingGenerated(failed).ShouldBeTrue();
        _time.Waits.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_server_that_says_nothing_runs_into_the_time_limit()
    {
        var release = new TaskCompletionSource();
        await using var server = await StartAsync(_ => release.Task);
        using var client = Open(server.BaseUrl, networkTimeout: TimeSpan.FromMilliseconds(200));
        var failed = await Should.ThrowAsync<FactoryException>(() => client.GetStreamingResponseAsync(Question).ToChatResponseAsync());
        release.SetResult();
        failed.Message.ShouldBe("lab/m: the server did not answer in time.");
        CallOutcome.IsNothingGenerated(failed).ShouldBeFalse();
    }

    [Fact]
    public async Task The_caller_s_own_cancellation_stays_one()
    {
        var release = new TaskCompletionSource();
        await using var server = await StartAsync(_ => release.Task);
        using var client = Open(server.BaseUrl);
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await Should.ThrowAsync<OperationCanceledException>(() => client.GetStreamingResponseAsync(Question, cancellationToken: cancel.Token).ToChatResponseAsync());
        release.SetResult();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task<ChatResponse> Ask(WireServer server, IEnumerable<ChatMessage>? messages = null, ChatOptions? options = null, params string[] capabilities)
    {
        using var client = Open(server.BaseUrl, capabilities);
        return await client.GetStreamingResponseAsync(messages ?? Question, options).ToChatResponseAsync();
    }

    private IChatClient Open(string baseUrl, string[]? capabilities = null, TimeSpan? networkTimeout = null)
    {
        var model = Given.Model(new ModelRef("lab", "m"), ModelTier.Cheap, 1, "f", capabilities ?? []);
        var provider = Given.Provider(models: model) with { BaseUrl = baseUrl, KeyVariable = "LAB_KEY" };
        var options = new FactoryModelsOptions { Variable = Variables.Of(("LAB_KEY", Key)), NetworkTimeout = networkTimeout ?? TimeSpan.FromSeconds(30) };
        return new OpenAISource(Options.Create(options), _time, NullLogger<OpenAISource>.Instance).Open(provider, model);
    }
}

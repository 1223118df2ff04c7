using Factory.Protocols.Canonical;
using Factory.Protocols.Errors;
using Factory.Protocols.Tests.Support;

namespace Factory.Protocols.Tests.OpenAIChat;

public sealed class ChatStreamWriterTests
{
    [Fact]
    public void Write_Reply_IsAChunkForEachDeltaAndDone()
    {
        var events = Translate.WriteStream(ModelApi.OpenAIChat, sink =>
        {
            sink.AppendReasoning("hm");
            sink.AppendText("a");
            sink.AppendRefusal("no");
            sink.SetStopReason(StopReason.EndOfTurn, null);
            sink.Complete();
        });

        events.ShouldAllBe(one => one.Name == null);
        events.Take(4)
            .Select(one => one.Data!["choices"]![0]!["delta"]!.ToJsonString())
            .ShouldBe([
                """{"role":"assistant","content":""}""",
                """{"reasoning_content":"hm"}""",
                """{"content":"a"}""",
                """{"refusal":"no"}"""
            ]);
        events[^2].Data!["choices"]![0]!["finish_reason"]!.ToString().ShouldBe("stop");
        events[^1].Data.ShouldBeNull();
    }

    [Fact]
    public void Write_ToolCalls_HaveOneIndexEach()
    {
        var events = Translate.WriteStream(ModelApi.OpenAIChat, sink =>
        {
            foreach (var id in new[] { "a", "b" })
            {
                sink.BeginToolCall(id, new ToolName("f"));
                sink.AppendToolArguments("{\"x\":");
                sink.AppendToolArguments("1}");
                sink.EndBlock();
            }
        });

        var calls = events.Skip(1).Select(one => one.Data!["choices"]![0]!["delta"]!["tool_calls"]![0]!).ToList();
        calls.Select(call => call["index"]!.GetValue<int>()).ShouldBe([0, 0, 0, 1, 1, 1]);
        calls[0].ToJsonString().ShouldBe("""{"index":0,"id":"a","type":"function","function":{"name":"f","arguments":""}}""");
        string.Concat(calls.Take(3).Select(call => call["function"]!["arguments"]!.ToString())).ShouldBe("""{"x":1}""");
        calls[1]["id"].ShouldBeNull();
    }

    [Fact]
    public void Write_CustomTool_HasItsTextAtTheEnd()
    {
        var events = Translate.WriteStream(ModelApi.OpenAIChat, sink =>
        {
            sink.BeginToolCall("a", new ToolName("patch", null, IsCustom: true));
            sink.AppendToolArguments("{\"input\":\"***");
            sink.AppendToolArguments(" Begin\"}");
            sink.EndBlock();
        });

        events.Skip(1)
            .Select(one => one.Data!["choices"]![0]!["delta"]!["tool_calls"]![0]!["custom"]!.ToJsonString())
            .ShouldBe(["""{"name":"patch","input":""}""", """{"input":"*** Begin"}"""]);
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 0)]
    public void Write_Usage_IsAChunkWithoutChoicesIfRequested(bool includeUsage, int expected)
    {
        var events = Translate.WriteStream(
            ModelApi.OpenAIChat,
            sink =>
            {
                sink.SetUsage(new Usage(10, 4, 2, 5, 3));
                sink.SetStopReason(StopReason.EndOfTurn, null);
                sink.Complete();
            },
            includeUsage);

        var usage = events.Where(one => one.Data?["usage"] is not null).ToList();
        usage.Count.ShouldBe(expected);
        usage.ShouldAllBe(one => one.Data!["choices"]!.AsArray().Count == 0 && one.Data["usage"]!["total_tokens"]!.GetValue<int>() == 15);
    }

    [Fact]
    public void Write_UnknownUsage_IsNoChunk() => Translate.WriteStream(
        ModelApi.OpenAIChat,
        sink =>
        {
            sink.SetStopReason(StopReason.EndOfTurn, null);
            sink.Complete();
        },
        includeUsage: true).Count(one => one.Data?["usage"] is not null).ShouldBe(0);

    [Fact]
    public void Fail_InMidStream_IsAnErrorWithoutDone()
    {
        var events = Translate.WriteStream(ModelApi.OpenAIChat, sink =>
        {
            sink.AppendText("a");
            sink.Fail(new ApiError(ApiErrorKind.RateLimit, "slow"));
        });

        events[^1].Data!["error"]!["code"]!.ToString().ShouldBe("rate_limit_exceeded");
    }
}

using Factory.Protocols.Canonical;
using Factory.Protocols.Errors;
using Factory.Protocols.Tests.Support;

namespace Factory.Protocols.Tests.Canonical;

/// <summary>What every stream writer inherits: one end, and nothing behind it.</summary>
public sealed class ResponseStreamWriterTests
{
    public static TheoryData<ModelApi> Clients => [.. Sample.Apis];

    [Theory]
    [MemberData(nameof(Clients))]
    public void Append_AfterTheEnd_WritesNothing(ModelApi client)
    {
        void Reply(IResponseStreamSink sink)
        {
            sink.AppendText("a");
            sink.SetStopReason(StopReason.EndOfTurn, null);
            sink.Complete();
        }

        var expected = Translate.WriteStream(client, Reply).Count;

        Translate.WriteStream(client, sink =>
        {
            Reply(sink);
            SendEverything(sink);
        }).Count.ShouldBe(expected);
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public void Append_AfterAFailure_WritesNothing(ModelApi client)
    {
        static void Failure(IResponseStreamSink sink) => sink.Fail(new ApiError(ApiErrorKind.Server, "broken"));
        var expected = Translate.WriteStream(client, Failure).Count;

        Translate.WriteStream(client, sink =>
        {
            Failure(sink);
            SendEverything(sink);
        }).Count.ShouldBe(expected);
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public void Complete_WithoutAStopReason_IsAnError(ModelApi client)
    {
        var last = Translate.WriteStream(client, sink =>
        {
            sink.AppendText("half");
            sink.Complete();
        })[^1].Data!.ToJsonString();

        last.ShouldContain("before its reply was complete");
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public void Complete_WithoutAnyContent_IsAReply(ModelApi client)
    {
        var events = Translate.WriteStream(client, sink =>
        {
            sink.SetStopReason(StopReason.EndOfTurn, null);
            sink.Complete();
            sink.Complete();
        });

        events.Count.ShouldBeInRange(1, 3);
        events.ShouldAllBe(one => one.Data == null || !one.Data.ToJsonString().Contains("\"error\":{", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public void Append_EmptyDeltas_WriteNothing(ModelApi client) => Translate.WriteStream(client, sink =>
    {
        sink.AppendText("");
        sink.AppendReasoning("");
        sink.AppendRefusal("");
        sink.EndBlock();
        sink.EndBlock();
    }).ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Clients))]
    public void AppendToolArguments_WithoutACall_Throws(ModelApi client) =>
        Should.Throw<TranslationException>(() => Translate.WriteStream(client, sink =>
    {
        sink.AppendText("a");
        sink.AppendToolArguments("{}");
    })).Field.ShouldBe("arguments");

    [Theory]
    [MemberData(nameof(Clients))]
    public void SetStopReason_Twice_CountsTheLast(ModelApi client)
    {
        var events = Translate.WriteStream(client, sink =>
        {
            sink.SetStopReason(StopReason.EndOfTurn, null);
            sink.SetStopReason(StopReason.MaxTokens, null);
            sink.Complete();
        });

        string.Concat(events.Select(one => one.Data?.ToJsonString()))
            .ToLowerInvariant()
            .ShouldMatch("max_tokens|max_output_tokens|\"length\"");
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public void BeginToolCall_TwiceTheSameTool_AreTwoCalls(ModelApi client)
    {
        var events = Translate.WriteStream(client, sink =>
        {
            foreach (var id in new[] { "a", "b" })
            {
                sink.BeginToolCall(id, new ToolName("f"));
                sink.AppendToolArguments("{}");
            }

            sink.SetStopReason(StopReason.EndOfTurn, null);
            sink.Complete();
        }).Select(one => (one.Name, one.Data?.ToJsonString() ?? "[DONE]"));

        ResponseTranslationTests.Collect(client, events).Parts.OfType<ToolCallPart>()
            .Select(call => (call.Id, call.Arguments))
            .ShouldBe([("a", "{}"), ("b", "{}")]);
    }

    private static void SendEverything(IResponseStreamSink sink)
    {
        sink.AppendText("late");
        sink.AppendRefusal("late");
        sink.AppendReasoning("late");
        sink.SetReasoningSignature(new ReasoningSignature(ModelApi.OpenAIChat, "late"));
        sink.BeginToolCall("late", new ToolName("f"));
        sink.AppendToolArguments("{}");
        sink.EndBlock();
        sink.SetUsage(new Usage(1, 0, 0, 1, 0));
        sink.SetStopReason(StopReason.EndOfTurn, null);
        sink.Fail(new ApiError(ApiErrorKind.Server, "late"));
        sink.Complete();
    }
}

using Factory.Protocols.Canonical;
using Factory.Protocols.Errors;
using Factory.Protocols.Tests.Support;

namespace Factory.Protocols.Tests.Gemini;

public sealed class GeminiStreamWriterTests
{
    [Fact]
    public void Write_ArgumentsOverSeveralLines_AreOneCompleteCallInOneEvent()
    {
        // A line break in the raw arguments would end the event's data line.
        var events = Translate.WriteStream(ModelApi.GeminiGenerateContent, sink =>
        {
            sink.BeginToolCall("c", new ToolName("f"));
            sink.AppendToolArguments("{\r\n  \"path\":");
            sink.AppendToolArguments(" \"a\\nb\"\n}");
            sink.EndBlock();
        });

        events.ShouldHaveSingleItem().Data!["candidates"]![0]!["content"]!["parts"]![0]!["functionCall"]!
            .ToJsonString()
            .ShouldBe("""{"id":"c","name":"f","args":{"path":"a\nb"}}""");
    }

    [Fact]
    public void Write_CutArguments_AreKeptAsText() => Part(sink =>
    {
        sink.BeginToolCall("c", new ToolName("f"));
        sink.AppendToolArguments("{\"cut");
        sink.EndBlock();
    })["functionCall"]!["args"]!["malformed_arguments"]!.ToString().ShouldBe("{\"cut");

    [Fact]
    public void Write_SignatureBehindReasoning_IsAPartOfItsOwn()
    {
        var parts = Parts(sink =>
        {
            sink.AppendReasoning("hm");
            sink.SetReasoningSignature(new ReasoningSignature(ModelApi.GeminiGenerateContent, "c2ln"));
            sink.AppendText("a");
        });

        parts.ShouldBe([
            """{"text":"hm","thought":true}""",
            """{"text":"","thought":true,"thoughtSignature":"c2ln"}""",
            """{"text":"a"}"""
        ]);
    }

    [Fact]
    public void Write_SignatureAlone_IsOnTheNextPart() => Parts(sink =>
    {
        sink.SetReasoningSignature(new ReasoningSignature(ModelApi.GeminiGenerateContent, "c2ln"));
        sink.BeginToolCall("c", new ToolName("f"));
        sink.EndBlock();
    }).ShouldBe(["""{"functionCall":{"id":"c","name":"f","args":{}},"thoughtSignature":"c2ln"}"""]);

    [Fact]
    public void Write_SignatureAtTheEnd_IsOnTheLastPart() => Parts(sink =>
    {
        sink.AppendText("a");
        sink.SetReasoningSignature(new ReasoningSignature(ModelApi.GeminiGenerateContent, "c2ln"));
        sink.SetStopReason(StopReason.EndOfTurn, null);
        sink.Complete();
    }).ShouldBe(["""{"text":"a"}""", """{"text":"","thoughtSignature":"c2ln"}"""]);

    [Fact]
    public void Write_End_HasReasonAndUsage()
    {
        var last = Translate.WriteStream(ModelApi.GeminiGenerateContent, sink =>
        {
            sink.SetUsage(new Usage(10, 4, 0, 8, 3));
            sink.SetStopReason(StopReason.MaxTokens, null);
            sink.Complete();
        })[^1].Data!;

        last["candidates"]![0]!["finishReason"]!.ToString().ShouldBe("MAX_TOKENS");
        last["usageMetadata"]!
            .ToJsonString()
            .ShouldBe(
                """{"promptTokenCount":10,"candidatesTokenCount":5,"totalTokenCount":18,"cachedContentTokenCount":4,"thoughtsTokenCount":3}""");
    }

    [Fact]
    public void Write_ReasoningCountedBesideTheOutput_IsNotNegative() => Translate.WriteStream(ModelApi.GeminiGenerateContent, sink =>
    {
        sink.SetUsage(new Usage(10, 0, 0, 2, 5));
        sink.SetStopReason(StopReason.EndOfTurn, null);
        sink.Complete();
    })[^1].Data!["usageMetadata"]!["candidatesTokenCount"]!.GetValue<int>().ShouldBe(0);

    [Fact]
    public void Fail_InMidStream_IsGooglesError() =>
        Translate.WriteStream(ModelApi.GeminiGenerateContent, sink => sink.Fail(new ApiError(ApiErrorKind.Timeout, "late")))
        .ShouldHaveSingleItem().Data!.ToJsonString().ShouldBe("""{"error":{"code":504,"message":"late","status":"DEADLINE_EXCEEDED"}}""");

    private static System.Text.Json.Nodes.JsonNode Part(Action<IResponseStreamSink> send) =>
        Translate.WriteStream(ModelApi.GeminiGenerateContent, send)
            .ShouldHaveSingleItem().Data!["candidates"]![0]!["content"]!["parts"]![0]!;

    private static IEnumerable<string> Parts(Action<IResponseStreamSink> send) =>
        Translate.WriteStream(ModelApi.GeminiGenerateContent, send)
            .Select(one => one.Data!["candidates"]![0]!["content"]!["parts"]![0]!.ToJsonString());
}

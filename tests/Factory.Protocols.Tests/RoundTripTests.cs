using System.Buffers;
using System.Text.Json;
using Factory.Protocols.Canonical;
using Factory.Protocols.Json;
using Factory.Protocols.Tests.Support;
using Factory.TestKit.Properties;
using FsCheck;
using FsCheck.Fluent;

namespace Factory.Protocols.Tests;

/// <summary>Random conversations and replies.</summary>
public sealed class RoundTripTests
{
    private static readonly Gen<string> Words = Gen.Elements(
        "a",
        "ünïcödé 🙂",
        "two\nlines",
        "\"quoted\" \\ back",
        "{\"not\":\"mine\"}",
        " ",
        "</system>",
        "0");

    private static readonly Gen<string> ArgumentTexts = Gen.Elements(
        "{}",
        "{\"path\":\"a.txt\"}",
        "{ \"n\" : [1, 2.50, null] }",
        "{\"deep\":{\"er\":{\"est\":\"🙂\"}}}",
        "{\"cut\": \"of",
        "{\n  \"lines\": [\r\n1 ]\n}");

    public static TheoryData<ModelApi> All() => [.. Sample.Apis];

    [Theory]
    [MemberData(nameof(All))]
    public void WriteRequest_AnyRequest_IsReadBackEqual(ModelApi api) => Prop.ForAll(Conversations(api).ToArbitrary(), request =>
    {
        var read = Translator.ReadRequest(api, JsonText.Parse(Translator.WriteRequest(api, request, Sample.Context)), Sample.Context);

        Shape.Of(Losses.Apply(read, api, api)).ShouldBe(Shape.Of(Losses.Apply(request, api, api)));
    }).Check(PropertyConfig.Fixed(150));

    [Theory]
    [MemberData(nameof(All))]
    public void CreateStreamWriter_AnyDeltas_EqualTheCompleteReply(ModelApi api) => Prop.ForAll(Deltas().ToArbitrary(), deltas =>
    {
        var sse = new SseWriter();
        var output = new ArrayBufferWriter<byte>();
        sse.Output = output;
        var writer = Translator.CreateStreamWriter(
            api,
            api,
            Sample.Context,
            new RequestMap(new Dictionary<string, ToolName>(), includeUsage: true),
            sse);
        var collector = new ReplyCollector { Unsigned = new ReasoningSignature(api, "") };
        foreach (var sink in new IResponseStreamSink[] { writer, collector })
        {
            Send(deltas, sink);
        }

        var streamed = ResponseTranslationTests.Collect(api, Sse.Parse(output.WrittenSpan));
        var complete = ResponseTranslationTests.Read(api, Translator.WriteResponse(api, collector.Reply, Sample.Context));

        Shape.Of(Merged(streamed)).ShouldBe(Shape.Of(Merged(complete)));
    }).Check(PropertyConfig.Fixed(150));

    public static TheoryData<ModelApi, ModelApi> Pairs() => ResponseTranslationTests.Pairs();

    [Theory]
    [MemberData(nameof(Pairs))]
    public void CreateStreamTranslator_AnyDeltas_AreTheSameForTheClient(ModelApi upstream, ModelApi client) =>
        Prop.ForAll(Deltas().ToArbitrary(), deltas =>
    {
        var events = Written(upstream, deltas);

        var translated = Sse.Through(Translator.CreateStreamTranslator(upstream, client, Sample.Context, WithUsage), events);

        Shape.Of(Merged(ResponseTranslationTests.Collect(client, translated)))
            .ShouldBe(Shape.Of(Merged(ResponseTranslationTests.Collect(upstream, events))));
    }).Check(PropertyConfig.Fixed(25));

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Complete_AnyStreamCutAnywhere_EndsOnce(ModelApi upstream, ModelApi client) =>
        Prop.ForAll(Deltas().ToArbitrary(), Gen.Choose(0, 100).ToArbitrary(), (deltas, percent) =>
    {
        var events = Written(upstream, deltas);

        var got = Sse.Through(
            Translator.CreateStreamTranslator(upstream, client, Sample.Context, WithUsage),
            events.Take(events.Count * percent / 100));

        var collector = new ReplyCollector();
        var reader = Translator.CreateStreamReader(client, RequestMap.None, Sample.Context);
        foreach (var (name, data) in got)
        {
            reader.Read(name, System.Text.Encoding.UTF8.GetBytes(data), collector);
        }

        ((client == ModelApi.GeminiGenerateContent ? Math.Min(collector.Stops, 1) : collector.Ends) + (collector.Failure is null ? 0 : 1))
            .ShouldBe(1);
    }).Check(PropertyConfig.Fixed(25));

    private static RequestMap WithUsage => new(new Dictionary<string, ToolName>(), includeUsage: true);

    private static List<(string? Name, string Data)> Written(ModelApi api, IReadOnlyList<(char Kind, string Text)> deltas)
    {
        var output = new ArrayBufferWriter<byte>();
        using var sse = new SseWriter { Output = output };
        Send(deltas, Translator.CreateStreamWriter(api, api, Sample.Context, WithUsage, sse));
        return Sse.Parse(output.WrittenSpan);
    }

    private static void Send(IReadOnlyList<(char Kind, string Text)> deltas, IResponseStreamSink sink)
    {
        var calls = 0;
        foreach (var (kind, text) in deltas)
        {
            switch (kind)
            {
                case 't':
                    sink.AppendText(text);
                    break;
                case 'r':
                    sink.AppendReasoning(text);
                    break;
                default:
                    sink.BeginToolCall($"call_{calls++}", new ToolName("read"));
                    for (var at = 0; at < text.Length; at += 3)
                    {
                        // A character of two halves may fall apart here as it does at real servers' tokens: they never
                        // send half of one.
                        var end = Math.Min(at + 3, text.Length);
                        end -= end < text.Length && char.IsLowSurrogate(text[end]) ? 1 : 0;
                        sink.AppendToolArguments(text[at..end]);
                        at = end - 3;
                    }

                    sink.EndBlock();
                    break;
            }
        }

        sink.SetUsage(new Usage(100, 40, 0, 30, 0));
        sink.SetStopReason(StopReason.EndOfTurn, null);
        sink.Complete();
    }

    /// <summary>Neighbours of one kind are one, and chat has one text per message.</summary>
    private static ModelResponse Merged(ModelResponse response)
    {
        var text = string.Concat(response.Parts.OfType<TextPart>().Select(part => part.Text)).Replace("\n", "", StringComparison.Ordinal);
        var reasoning = string.Concat(response.Parts.OfType<ReasoningPart>().Select(part => part.Text))
            .Replace("\n", "", StringComparison.Ordinal);
        return response with
        {
            Parts = [
                new TextPart(text),
                new TextPart(reasoning),
                .. response.Parts.OfType<ToolCallPart>()
                    .Select(call => call with { Arguments = call.Arguments.Replace('\n', ' ').Replace('\r', ' ') })
            ]
        };
    }

    private static Gen<IReadOnlyList<(char Kind, string Text)>> Deltas()
    {
        var delta = Gen.OneOf(
            Words.Select(text => ('t', text)),
            Words.Select(text => ('r', text)),
            ArgumentTexts.Select(text => ('c', text)));
        return delta.ListOf().Select(list => (IReadOnlyList<(char, string)>)list);
    }

    private static Gen<ModelRequest> Conversations(ModelApi api)
    {
        var schema = JsonElement.Parse(
            """{"type":"object","properties":{"path":{"type":"string"}},"required":["path"],"additionalProperties":false}"""u8);
        var image = Gen.Constant((ContentPart)new ImagePart("image/png", "iVBORw0KGgo=", null));
        var words = Words.Select(text => (ContentPart)new TextPart(text));
        return from exchanges in Gen.Choose(1, 6)
               from system in words.ListOf(1)
               from contents in Gen.OneOf(words, image).NonEmptyListOf().ListOf(exchanges)
               from calls in ArgumentTexts.ListOf().ListOf(exchanges)
               from failed in Gen.Elements(true, false)
               from choice in Gen.Elements(ToolChoiceMode.Auto, ToolChoiceMode.None, ToolChoiceMode.Required, ToolChoiceMode.Named)
               from limit in Gen.Choose(1, 100_000)
               from json in Gen.Elements(true, false)
               select new ModelRequest
               {
                   SourceApi = api,
                   Messages = MessageNormalizer.Normalize(
                       [
                           new Message(Role.System, [.. system]),
                           .. contents.Zip(calls).SelectMany((exchange, index) => Exchange(index, exchange.First, exchange.Second, failed)),
                       ]),
                   Tools =
                   [
                       new Tool(new ToolName("read"), "Reads.", schema),
                       new Tool(new ToolName("stop"), null, schema, Strict: api == ModelApi.GeminiGenerateContent ? null : true),
                   ],
                   ToolChoice = new ToolChoice(choice, choice == ToolChoiceMode.Named ? new ToolName("read") : null),
                   MaxOutputTokens = limit,
                   ResponseFormat = json ? new ResponseFormat(schema) : null,
                   Stream = true,
               };
    }

    private static IEnumerable<Message> Exchange(int index, IEnumerable<ContentPart> contents, IEnumerable<string> arguments, bool failed)
    {
        yield return new Message(Role.User, [.. contents]);
        var calls = arguments.Select((text, at) => new ToolCallPart($"call_{index}_{at}", new ToolName("read"), text)).ToList();
        yield return new Message(Role.Assistant, [new TextPart("I see."), .. calls]);
        yield return new Message(
            Role.User,
            [.. calls.Select(call => new ToolResultPart(call.Id, call.Name, [new TextPart($"result of {call.Id}")], failed))]);
    }
}

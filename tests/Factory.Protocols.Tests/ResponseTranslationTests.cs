using System.Text;
using Factory.Protocols.Canonical;
using Factory.Protocols.Json;
using Factory.Protocols.Tests.Support;

namespace Factory.Protocols.Tests;

/// <summary>One reply of each vendor, complete and streamed, into every client's API.</summary>
public sealed class ResponseTranslationTests
{
    public static TheoryData<ModelApi, ModelApi> Pairs()
    {
        var pairs = new TheoryData<ModelApi, ModelApi>();
        foreach (var upstream in Sample.Apis)
        {
            foreach (var client in Sample.Apis)
            {
                pairs.Add(upstream, client);
            }
        }

        return pairs;
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void TranslateResponse_CompleteReply_IsTheSameForEveryClient(ModelApi upstream, ModelApi client)
    {
        var there = Read(upstream, ReplySample.Complete(upstream));

        var written = Translator.TranslateResponse(upstream, client, ReplySample.Complete(upstream), Sample.Context, RequestMap.None);

        Shape.Of(Shown(Read(client, written), client)).ShouldBe(Shape.Of(Shown(there, client)));
        if (client != ModelApi.GeminiGenerateContent)
        {
            Encoding.UTF8.GetString(written).ShouldContain("client-model");
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void CreateStreamTranslator_StreamedReply_EqualsTheCompleteOne(ModelApi upstream, ModelApi client)
    {
        var complete = Read(
            client,
            Translator.TranslateResponse(upstream, client, ReplySample.Complete(upstream), Sample.Context, RequestMap.None));

        var events = Sse.Through(
            Translator.CreateStreamTranslator(
                upstream,
                client,
                Sample.Context,
                new RequestMap(new Dictionary<string, ToolName>(), includeUsage: true)),
            ReplySample.Stream(upstream));

        Shape.Of(Shown(Collect(client, events), client)).ShouldBe(Shape.Of(Shown(complete, client)));
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Complete_CutAfterAnyEvent_EndsWithOneError(ModelApi upstream, ModelApi client)
    {
        var events = ReplySample.Stream(upstream);
        for (var length = 0; length < events.Count; length++)
        {
            var got = Sse.Through(Translator.CreateStreamTranslator(upstream, client, Sample.Context, RequestMap.None), events.Take(length));

            var collector = new ReplyCollector();
            var reader = Translator.CreateStreamReader(client, RequestMap.None, Sample.Context);
            foreach (var (name, data) in got)
            {
                reader.Read(name, Encoding.UTF8.GetBytes(data), collector);
            }

            var closed = client == ModelApi.GeminiGenerateContent ? collector.Stops : collector.Ends;
            (closed + (collector.Failure is null ? 0 : 1)).ShouldBe(1, $"after {length} events: {string.Join('\n', got)}");
        }
    }

    internal static ModelResponse Read(ModelApi api, byte[] body) =>
        Translator.ReadResponse(api, JsonText.Parse(body, isReply: true), RequestMap.None, Sample.Context);

    internal static ModelResponse Collect(ModelApi api, IEnumerable<(string? Name, string Data)> events)
    {
        var collector = new ReplyCollector { Unsigned = new ReasoningSignature(api, "") };
        var reader = Translator.CreateStreamReader(api, RequestMap.None, Sample.Context);
        foreach (var (name, data) in events)
        {
            reader.Read(name, Encoding.UTF8.GetBytes(data), collector);
        }

        if (api == ModelApi.GeminiGenerateContent)
        {
            collector.Complete();
        }

        collector.Ends.ShouldBe(1);
        return collector.Reply;
    }

    /// <summary>
    /// What a client can see: chat has no signatures, and only some vendors count reasoning or writes to the cache.
    /// </summary>
    private static ModelResponse Shown(ModelResponse response, ModelApi client)
    {
        var parts = response.Parts.Select(
            part =>
                client == ModelApi.OpenAIChat && part is ReasoningPart reasoning
                    ? reasoning with { Signature = new ReasoningSignature(ModelApi.OpenAIChat, "") }
                    : part)
            .Where(part => part is not ReasoningPart { Text: "" } || client != ModelApi.OpenAIChat)
            .Select(
                part =>
                    part is ToolCallPart call ? call with { Arguments = call.Arguments.Replace(" ", "", StringComparison.Ordinal) } : part);
        var usage = response.Usage! with
        {
            Reasoning = client == ModelApi.AnthropicMessages ? 0 : response.Usage.Reasoning,
            CacheWrite = client is ModelApi.GeminiGenerateContent ? 0 : response.Usage.CacheWrite,
        };
        return response with { Parts = [.. parts], Usage = usage };
    }
}

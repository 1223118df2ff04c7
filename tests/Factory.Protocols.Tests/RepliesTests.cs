using System.Text;
using Factory.Protocols.Conversations;
using Factory.Protocols.Json;
using Factory.Protocols.Tests.Support;

namespace Factory.Protocols.Tests;

/// <summary>One reply of each vendor, whole and streamed, into every client's protocol.</summary>
public sealed class RepliesTests
{
    public static TheoryData<Protocol, Protocol> Pairs()
    {
        var pairs = new TheoryData<Protocol, Protocol>();
        foreach (var upstream in Some.Protocols)
        {
            foreach (var client in Some.Protocols)
            {
                pairs.Add(upstream, client);
            }
        }

        return pairs;
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void A_whole_reply_says_the_same_to_every_client(Protocol upstream, Protocol client)
    {
        var there = Read(upstream, ReplySample.Whole(upstream));

        var written = Translator.Reply(upstream, client, ReplySample.Whole(upstream), Some.Context, RequestMap.None);

        Shape.Of(Said(Read(client, written), client)).ShouldBe(Shape.Of(Said(there, client)));
        if (client != Protocol.GeminiGenerate)
        {
            Encoding.UTF8.GetString(written).ShouldContain("asked-model");
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void A_streamed_reply_says_the_same_as_the_whole_one(Protocol upstream, Protocol client)
    {
        var whole = Read(client, Translator.Reply(upstream, client, ReplySample.Whole(upstream), Some.Context, RequestMap.None));

        var events = Sse.Through(Translator.Stream(upstream, client, Some.Context, new RequestMap(new Dictionary<string, ToolName>(), includeUsage: true)), ReplySample.Stream(upstream));

        Shape.Of(Said(Collect(client, events), client)).ShouldBe(Shape.Of(Said(whole, client)));
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void A_stream_that_is_cut_ends_in_one_error_of_whole_events(Protocol upstream, Protocol client)
    {
        var events = ReplySample.Stream(upstream);
        for (var length = 0; length < events.Count; length++)
        {
            var got = Sse.Through(Translator.Stream(upstream, client, Some.Context, RequestMap.None), events.Take(length));

            var collector = new ReplyCollector();
            var reader = Translator.Reader(client, RequestMap.None, Some.Context);
            foreach (var (name, data) in got)
            {
                reader.Read(name, Encoding.UTF8.GetBytes(data), collector);
            }

            var closed = client == Protocol.GeminiGenerate ? collector.Stops : collector.Ends;
            (closed + (collector.Failure is null ? 0 : 1)).ShouldBe(1, $"after {length} events: {string.Join('\n', got)}");
        }
    }

    internal static ModelResponse Read(Protocol protocol, byte[] body) => Translator.ReadReply(protocol, JsonText.Parse(body, isReply: true), RequestMap.None, Some.Context);

    internal static ModelResponse Collect(Protocol protocol, IEnumerable<(string? Name, string Data)> events)
    {
        var collector = new ReplyCollector { Unsealed = new ReasoningSignature(protocol, "") };
        var reader = Translator.Reader(protocol, RequestMap.None, Some.Context);
        foreach (var (name, data) in events)
        {
            reader.Read(name, Encoding.UTF8.GetBytes(data), collector);
        }

        if (protocol == Protocol.GeminiGenerate)
        {
            collector.End();
        }

        collector.Ends.ShouldBe(1);
        return collector.Reply;
    }

    /// <summary>What a client can be shown: chat knows no seals, and only some vendors count thoughts or writes to the cache.</summary>
    private static ModelResponse Said(ModelResponse reply, Protocol client)
    {
        var parts = reply.Parts.Select(part => client == Protocol.OpenAIChat && part is ThinkingPart thoughts ? thoughts with { Seal = new ReasoningSignature(Protocol.OpenAIChat, "") } : part)
            .Where(part => part is not ThinkingPart { Text: "" } || client != Protocol.OpenAIChat)
            .Select(part => part is ToolCallPart call ? call with { Arguments = call.Arguments.Replace(" ", "", StringComparison.Ordinal) } : part);
        var usage = reply.Usage! with
        {
            Reasoning = client == Protocol.AnthropicMessages ? 0 : reply.Usage.Reasoning,
            CacheWrite = client is Protocol.GeminiGenerate ? 0 : reply.Usage.CacheWrite,
        };
        return reply with { Parts = [.. parts], Usage = usage };
    }
}

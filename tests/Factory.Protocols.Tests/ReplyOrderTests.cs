using System.Text;
using Factory.Protocols.Canonical;
using Factory.Protocols.Tests.Support;
using Factory.TestKit.Properties;
using FsCheck;
using FsCheck.Fluent;

namespace Factory.Protocols.Tests;

/// <summary>
/// Any split, interleaving and order of events that an API allows gives the same conversation, read as it is and
/// translated for every client; and so does the complete reply.
/// </summary>
public sealed class ReplyOrderTests
{
    [Theory]
    [MemberData(nameof(ResponseTranslationTests.Pairs), MemberType = typeof(ResponseTranslationTests))]
    public void CreateStreamTranslator_AnySplitAndOrder_GivesTheSameConversation(ModelApi upstream, ModelApi client) =>
        Check((seed, reply) =>
        {
            var events = reply.Events(upstream).Select(data => ((string?)null, data)).ToList();
            var label = $"seed {seed}:\n{string.Join('\n', events.Select(one => one.data))}";

            Describe(Collect(upstream, events)).ShouldBe(reply.Expected, label);
            var translated = Sse.Through(Translator.CreateStreamTranslator(upstream, client, Sample.Context, RequestMap.None), events);
            Describe(Collect(client, translated)).ShouldBe(reply.Expected, label);
        });

    [Theory]
    [MemberData(nameof(ResponseTranslationTests.Pairs), MemberType = typeof(ResponseTranslationTests))]
    public void TranslateResponse_AnySplitIntoParts_GivesTheSameConversation(ModelApi upstream, ModelApi client) =>
        Check((seed, reply) =>
        {
            var body = Encoding.UTF8.GetBytes(reply.Whole(upstream));

            var translated = Translator.TranslateResponse(upstream, client, body, Sample.Context, RequestMap.None);

            Describe(ResponseTranslationTests.Read(upstream, body).Parts).ShouldBe(reply.Expected, $"seed {seed}: {reply.Whole(upstream)}");
            Describe(ResponseTranslationTests.Read(client, translated).Parts).ShouldBe(reply.Expected, $"seed {seed}");
        });

    private static void Check(Action<int, GeneratedReply> check) =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed => check(seed, new GeneratedReply(seed))).Check(PropertyConfig.Fixed(150));

    private static IReadOnlyList<ContentPart> Collect(ModelApi api, IEnumerable<(string? Name, string Data)> events)
    {
        var collector = new ReplyCollector();
        var reader = Translator.CreateStreamReader(api, RequestMap.None, Sample.Context);
        foreach (var (name, data) in events)
        {
            reader.Read(name, Encoding.UTF8.GetBytes(data), collector);
        }

        collector.Complete();
        collector.Failure.ShouldBeNull();
        return collector.Parts;
    }

    private static string Describe(IReadOnlyList<ContentPart> parts) => GeneratedReply.Describe(
        string.Concat(parts.OfType<ReasoningPart>().Select(part => part.Text)),
        string.Concat(parts.OfType<TextPart>().Select(part => part.Text)),
        parts.OfType<ToolCallPart>().Select(call => (call.Id, call.Name.Name, call.Arguments)));
}

using Factory.Protocols.Json;
using Factory.Protocols.Tests.Support;

namespace Factory.Protocols.Tests;

/// <summary>Every recorded conversation into every other protocol and back.</summary>
public sealed class RequestsTests
{
    public static TheoryData<string, ModelApi> Recorded()
    {
        var all = new TheoryData<string, ModelApi>();
        foreach (var name in Recording.Names.Where(name => Some.Protocols.Contains(Recording.ProtocolOf(name))))
        {
            foreach (var upstream in Some.Protocols)
            {
                all.Add(name, upstream);
            }
        }

        return all;
    }

    [Theory]
    [MemberData(nameof(Recorded))]
    public void A_recorded_conversation_comes_back_as_it_went(string name, ModelApi upstream)
    {
        var client = Recording.ProtocolOf(name);
        var sent = Translator.ReadRequest(client, JsonText.Parse(Recording.Body(name)), Some.Context);

        var (there, map) = Translate(client, upstream, Recording.Body(name));
        var (back, _) = Translate(upstream, client, there);

        var returned = Translator.ReadRequest(client, JsonText.Parse(back), Some.Context);
        Shape.Of(Losses.Told(returned, client, upstream)).ShouldBe(Shape.Of(Losses.Told(Losses.Flat(sent), client, upstream)));
        map.ShouldNotBeNull();
    }

    private static (byte[] Body, RequestMap Map) Translate(ModelApi from, ModelApi to, byte[] body)
    {
        var request = Translator.TranslateRequest(from, to, body, Some.Context);
        return (request.Body.ToArray(), request.Map);
    }
}

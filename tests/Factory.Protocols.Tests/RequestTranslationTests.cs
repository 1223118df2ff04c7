using Factory.Protocols.Json;
using Factory.Protocols.Tests.Support;

namespace Factory.Protocols.Tests;

/// <summary>Every recorded conversation into every other protocol and back.</summary>
public sealed class RequestTranslationTests
{
    public static TheoryData<string, ModelApi> Recorded()
    {
        var all = new TheoryData<string, ModelApi>();
        foreach (var name in Recording.Names.Where(name => Sample.Apis.Contains(Recording.ApiOf(name))))
        {
            foreach (var upstream in Sample.Apis)
            {
                all.Add(name, upstream);
            }
        }

        return all;
    }

    [Theory]
    [MemberData(nameof(Recorded))]
    public void TranslateRequest_RecordedRequestThereAndBack_IsEqual(string name, ModelApi upstream)
    {
        var client = Recording.ApiOf(name);
        var sent = Translator.ReadRequest(client, JsonText.Parse(Recording.Body(name)), Sample.Context);

        var (there, map) = Translate(client, upstream, Recording.Body(name));
        var (back, _) = Translate(upstream, client, there);

        var returned = Translator.ReadRequest(client, JsonText.Parse(back), Sample.Context);
        Shape.Of(Losses.Apply(returned, client, upstream)).ShouldBe(Shape.Of(Losses.Apply(Losses.Flat(sent), client, upstream)));
        map.ShouldNotBeNull();
    }

    private static (byte[] Body, RequestMap Map) Translate(ModelApi from, ModelApi to, byte[] body)
    {
        var request = Translator.TranslateRequest(from, to, body, Sample.Context);
        return (request.Body.ToArray(), request.Map);
    }
}

using Factory.Providers.Availability;
using Factory.Providers.Tests.Models;

namespace Factory.Providers.Tests.Availability;

public sealed class EnvironmentProviderAvailabilityTests
{
    private const string Key = "sk-very-secret";

    [Fact]
    public void Providers_NoKeys_OnlyTheFallbackIsAvailable()
    {
        var providers = Detect();
        providers["rehearsal"].ShouldBe((true, "built in: a scripted model, not a real one"));
        providers["openai"].ShouldBe((false, "OPENAI_API_KEY is not set"));
    }

    [Fact]
    public void Providers_KeySet_ReplacesTheFallback()
    {
        var providers = Detect(("OPENAI_API_KEY", Key));
        providers["openai"].ShouldBe((true, "OPENAI_API_KEY is set; https://api.openai.com/v1"));
        providers["rehearsal"].ShouldBe((false, "not used: openai is available"));
        providers["cerebras"].Item1.ShouldBeFalse();
    }

    [Fact]
    public void Providers_OtherBaseUrl_IsNamed()
    {
        Detect(
            ("OPENAI_API_KEY", Key),
            ("OPENAI_BASE_URL", "http://127.0.0.1:9999/v1"))["openai"].Item2.ShouldBe("OPENAI_API_KEY is set; http://127.0.0.1:9999/v1");
        Detect(("OPENAI_BASE_URL", "http://127.0.0.1:9999/v1"))["openai"].Item2.ShouldContain("any text will do");
    }

    [Theory]
    [InlineData("ftp://x/v1")]
    [InlineData("not a url")]
    [InlineData("https://user:sk-very-secret@x/v1")]
    public void Providers_InvalidBaseUrl_IsNamedByItsVariable(string baseUrl)
    {
        var (available, reason) = Detect(("OPENAI_API_KEY", Key), ("OPENAI_BASE_URL", baseUrl))["openai"];
        available.ShouldBeFalse();
        reason.ShouldStartWith("OPENAI_BASE_URL is not");
        reason.ShouldNotContain(baseUrl);
    }

    [Fact]
    public void Providers_Reasons_HoldNoKey() =>
        Detect(("OPENAI_API_KEY", Key), ("CEREBRAS_API_KEY", Key)).Values.ShouldAllBe(p => !p.Item2.Contains(Key));

    [Fact]
    public void Providers_BlankKey_AreUnavailable() => Detect(("OPENAI_API_KEY", "  "))["openai"].Item1.ShouldBeFalse();

    private static Dictionary<string, (bool, string)> Detect(params (string, string)[] variables)
    {
        var model =
            """{"name":"m","family":"f","tier":"cheap","inputPrice":1,"cachedInputPrice":1,"outputPrice":2,"contextTokens":100000,"maxOutputTokens":8000,"capabilities":[],"priceSource":"s","priceDate":"2026-01-31"}""";
        var text = $$"""
            {"providers":[
              {"name":"rehearsal","api":"rehearsal","fallback":true,"models":[{{model}}]},
              {"name":"openai","api":"openai-chat","baseUrl":"https://api.openai.com/v1","baseUrlVariable":"OPENAI_BASE_URL","keyVariable":"OPENAI_API_KEY","models":[{{model}}]},
              {"name":"cerebras","api":"openai-chat","baseUrl":"https://api.cerebras.ai/v1","keyVariable":"CEREBRAS_API_KEY","models":[{{model}}]}
            ]}
            """;
        var catalogue = Catalogues.Read(text, Variables.Of());
        return new EnvironmentProviderAvailability(catalogue, Variables.Of(variables)).Providers.ToDictionary(
            p => p.Provider.Name,
            p => (p.IsAvailable, p.Reason));
    }
}

using Factory.Configuration.Models;
using Factory.Configuration.Tests.Support;
using Factory.Contracts.Metering;
using Factory.Contracts.Models;
using Factory.Domain.Limits;
using Factory.Domain.Models;

namespace Factory.Configuration.Tests.Models;

public sealed class CatalogueFileTests
{
    internal const string Model =
        """{"name":"m","family":"f","tier":"cheap","inputPrice":1.5,"cachedInputPrice":0.1,"outputPrice":2,"contextTokens":100000,"maxOutputTokens":8000,"capabilities":["tools"],"priceSource":"s","priceDate":"2026-01-31"}""";

    [Fact]
    public void Read_ShippedFile_IsValid()
    {
        var catalogue = Shipped();
        catalogue.Providers.Select(p => p.Name)
            .ShouldBe(["rehearsal", "openai", "anthropic", "cerebras", "gemini", "openrouter", "vllm", "llamacpp", "ollama"]);
        var rehearsal = catalogue.Providers[0];
        (rehearsal.IsFallback, rehearsal.TrustedCommands).ShouldBe((true, true));
        rehearsal.Models.Select(m => m.Family).Distinct().Count().ShouldBe(2);
        rehearsal.Models.ShouldAllBe(m => m.Prices.Input == Usd.Zero && m.Prices.Output == Usd.Zero);
        catalogue.Providers.Skip(1).ShouldAllBe(p => !p.TrustedCommands && !p.IsFallback && (p.KeyVariable != null || p.Models.Count == 0));
    }

    [Fact]
    public void Read_ShippedFile_HasThePreferredModels()
    {
        var catalogue = Shipped();
        var agents = new ConfigReader(Support.Shipped.Folder, new ConfigContext()).Load().Config.Agents;
        foreach (var (agent, model) in agents.SelectMany(a => a.Models.Select(m => (a, m))).Where(p => p.m.Provider != "ollama"))
        {
            catalogue.Find(model).ShouldNotBeNull($"{agent.Name}: {model}");
        }
    }

    [Fact]
    public void Read_QuirksLimitsAndCachePrices_AreRead()
    {
        var text = File(Model.Replace("\"outputPrice\"", "\"cacheWritePrice\":1.875,\"outputPrice\""))
            .Replace("\"maxConcurrentAttempts\":2", """
            "quirks":["legacy-max-tokens"],"limits":{"requestsPerMinute":5,"tokensPerDay":1000000,"source":"s","date":"2026-01-31"}
            """);
        var provider = Read(text).Providers[0];
        provider.Quirks.ShouldBe(["legacy-max-tokens"]);
        provider.Limits.ShouldBe(new ProviderLimits(5, null, null, 1_000_000, "s", new DateOnly(2026, 1, 31)));
        provider.Models[0].Prices.CacheWrite.ShouldBe(new Usd(1.875m));
        provider.Models[0].CostOf(new TokenUsage(1_000_000, 0, 400_000, 0, 600_000)).ShouldBe(new Usd((0.4m * 0.1m) + (0.6m * 1.875m)));
        provider.Models[0].MaxCostOf(1_000_000, 0).ShouldBe(new Usd(1.875m));
        Problems(text.Replace("legacy-max-tokens", "rude"))
            .ShouldHaveSingleItem()
            .ShouldContain("quirks' (p): 'rude' is not a known quirk; quirks are legacy-max-tokens, no-stream-usage");
    }

    [Fact]
    public void Read_Subscription_IsRead()
    {
        var text = File(Model).Replace("\"maxConcurrentAttempts\":2", """ "subscription":{"hours":5,"tokens":20000000} """);
        var provider = Read(text).Providers[0];
        (provider.Subscription,
            provider.Billing).ShouldBe((new SubscriptionWindow(TimeSpan.FromHours(5), 20_000_000), Contracts.Ledger.Billing.Subscription));
        Read(File(Model)).Providers[0].Billing.ShouldBe(Contracts.Ledger.Billing.PayAsYouGo);
        Problems(text.Replace(":5,", ":0,"))
            .ShouldHaveSingleItem()
            .ShouldContain("'providers[1].subscription.hours' (p) is 0; it must be a whole number from 1 to 744");
        Problems(text.Replace("\"tokens\":20000000", "\"tokens\":1,\"price\":3")).Count.ShouldBe(2);
    }

    [Fact]
    public void Read_CommentsAndTrailingCommas_AreAccepted()
    {
        var catalogue = Read("// hello\n" + File(Model) + "// end");
        var model = catalogue.Find(new ModelRef("p", "m")).ShouldNotBeNull();
        (model.Prices.Input, model.Prices.CachedInput, model.Prices.Output).ShouldBe((new Usd(1.5m), new Usd(0.1m), new Usd(2)));
        (model.Tier, model.ContextTokens, model.Prices.Date).ShouldBe((ModelTier.Cheap, 100_000, new DateOnly(2026, 1, 31)));
    }

    [Theory]
    [InlineData("\"inputPrice\":1.5,", "", "'providers[1].models[1].inputPrice' (p/m) is missing; add a line like '\"inputPrice\": 1.25'")]
    [InlineData(
        "\"inputPrice\":1.5",
        "\"inputPrice\":-1",
        "inputPrice' (p/m) is -1; it must be US dollars per million tokens as a number from 0 to 10000")]
    [InlineData("\"outputPrice\":2", "\"outputPrice\":\"2\"", "outputPrice' (p/m) is \"2\"; it must be US dollars")]
    [InlineData("\"outputPrice\":2", "\"outputPrice\":null", "outputPrice' (p/m) is missing")]
    [InlineData("\"outputPrice\":2", "\"outputPrice\":{}", "outputPrice' (p/m) is an object; it must be US dollars")]
    [InlineData("\"cachedInputPrice\":0.1,", "", "cachedInputPrice' (p/m) is missing")]
    [InlineData("\"priceSource\":\"s\",", "", "priceSource' (p/m) is missing; add a line like '\"priceSource\": \"https://")]
    [InlineData(
        "\"priceDate\":\"2026-01-31\"",
        "\"priceDate\":\"31.1.2026\"",
        "priceDate' (p/m) is \"31.1.2026\"; it must be a day, written as yyyy-mm-dd")]
    [InlineData(
        "\"tier\":\"cheap\"",
        "\"tier\":\"Cheap\"",
        "tier' (p/m) is \"Cheap\"; it must be one of local, free, cheap, standard, premium; did you mean 'cheap'?")]
    [InlineData("\"tier\":\"cheap\"", "\"tier\":\"2\"", "tier' (p/m) is \"2\"; it must be one of")]
    [InlineData("\"tier\":\"cheap\"", "\"tier\":2", "tier' (p/m) is 2; it must be one of")]
    [InlineData(
        "\"contextTokens\":100000",
        "\"contextTokens\":1.5",
        "contextTokens' (p/m) is 1.5; it must be a whole number from 1000 to 100000000")]
    [InlineData(
        "\"maxOutputTokens\":8000",
        "\"maxOutputTokens\":200000",
        "maxOutputTokens' (p/m) is 200000; it must be at most contextTokens, 100000")]
    [InlineData(
        "[\"tools\"]",
        "[\"telepathy\"]",
        "capabilities' (p/m): 'telepathy' is not a known capability; capabilities are tools, vision, json")]
    [InlineData("[\"tools\"]", "[\"tool\"]", "did you mean 'tools'?")]
    [InlineData("[\"tools\"]", "[7]", "capabilities' (p/m) contains 7; it must be a list of texts, like [\"one\", \"two\"]")]
    [InlineData("[\"tools\"]", "\"tools\"", "capabilities' (p/m) is \"tools\"; it must be a list of texts")]
    [InlineData("\"family\":\"f\"", "\"familiy\":\"f\"", "unknown key 'providers[1].models[1].familiy' (p/m); did you mean 'family'?")]
    [InlineData("\"name\":\"m\"", "\"name\":\"m\",\"name\":\"n\"", "'name' appears twice, first in line 1; remove one")]
    [InlineData(
        "\"api\":\"openai-chat\"",
        "\"api\":\"telegraph\"",
        "'providers[1].api' (p) is \"telegraph\"; it must be one of openai-chat, anthropic-messages")]
    [InlineData("\"baseUrl\":\"http://x/v1\",", "", "'providers[1].baseUrl' (p) is missing")]
    [InlineData(
        "\"baseUrl\":\"http://x/v1\"",
        "\"baseUrl\":\"http://key@x/v1\"",
        "baseUrl' (p) must be an absolute http or https URL without user")]
    [InlineData("\"keyVariable\":\"P_KEY\"", "\"keyVariable\":\"sk-secret\"", "keyVariable' (p) is not a variable's name")]
    [InlineData(
        "\"keyVariable\":\"P_KEY\"",
        "\"trustedCommands\":true",
        "trustedCommands' (p): only a provider with the API 'rehearsal' can have it")]
    [InlineData("\"keyVariable\":\"P_KEY\"", "\"fallback\":\"yes\"", "fallback' (p) is \"yes\"; it must be true or false")]
    [InlineData(
        "\"keyVariable\":\"P_KEY\"",
        "\"endpoints\":{\"openai-responses\":\"/v1\"}",
        "'providers[1].endpoints.openai-responses' (p) must be an absolute http or https URL")]
    [InlineData(
        "\"keyVariable\":\"P_KEY\"",
        "\"endpoints\":{\"speech\":\"https://lab.example\"}",
        "unknown key 'providers[1].endpoints.speech' (p)")]
    [InlineData("\"name\":\"p\"", "\"name\":\"P p\"", "'providers[1].name' (P p) is \"P p\"; it must be lower-case letters")]
    [InlineData("{\"providers\"", "[{\"providers\"", "this is not valid JSON")]
    public void Check_OneMistake_NamesPlaceRuleAndFix(string old, string @new, string expected)
    {
        var problems = Problems(File(Model).Replace(old, @new, StringComparison.Ordinal));
        problems.ShouldContain(
            p => p.StartsWith("models.json:1: ", StringComparison.Ordinal) && p.Contains(expected),
            string.Join('\n', problems));
    }

    [Theory]
    [InlineData("\"keyVariable\":\"P_KEY\"", "\"keyVariable\":\"sk-secret\"")]
    [InlineData("\"baseUrl\":\"http://x/v1\"", "\"baseUrl\":\"http://sk-secret@x/v1\"")]
    public void Check_SecretInTheFile_IsNotShown(string old, string @new) =>
        Problems(File(Model).Replace(old, @new)).ShouldHaveSingleItem().ShouldNotContain("sk-secret");

    [Fact]
    public void Check_SeveralMistakes_EachNamesItsLine()
    {
        var lines = ConfigFiles.Models.Replace("\"cheap\"", "\"x\"")
            .Replace("\"api\"", "// a remark\n\"apis\"")
            .Replace("\"contextTokens\"", "\"context\"");
        var numbers = CatalogueFile.Parse(lines).Problems.Select(p => p.Line);
        numbers.ShouldBe(
            [3, 5, 7, 8, 9],
            "the provider lacks api, apis is unknown, the model lacks contextTokens, tier is wrong, context is unknown");
    }

    [Fact]
    public void Check_SeveralMistakes_AllAreReported()
    {
        var problems = Problems(File(Model.Replace("\"inputPrice\":1.5,", "").Replace("\"cheap\"", "\"x\""), Model)
            .Replace("\"openai-chat\"", "\"y\""));
        problems.ShouldContain(m => m.Contains("inputPrice"));
        problems.ShouldContain(m => m.Contains("tier"));
        problems.ShouldContain(m => m.Contains("api"));
        problems.ShouldContain(m => m.Contains("'m' appears 2 times"));
    }

    [Theory]
    [InlineData("{}", "'providers' lists none")]
    [InlineData("""{"providers":[]}""", "'providers' lists none")]
    [InlineData("""{"providers":[7]}""", "'providers' contains 7; it must be a list of objects")]
    [InlineData("[]", "the file must contain an object")]
    [InlineData("", "models.json:1: this is not valid JSON")]
    [InlineData("{\n\"providers\": [\n}", "models.json:3: this is not valid JSON")]
    [InlineData("""{"providers":[{"name":"\ud800"}]}""", "half of a character")]
    [InlineData("""{"a":[[[[[[[[[[[[[1]]]]]]]]]]]]]}""", "nested deeper than 12 levels")]
    public void Check_NoProviders_NamesTheFile(string text, string expected) => Problems(text).ShouldContain(m => m.Contains(expected));

    [Fact]
    public void Check_DuplicateProvider_IsRejected()
    {
        var text = ConfigFiles.Models.Replace(
            "\"providers\": [",
            "\"providers\": [{\"name\":\"openai\",\"api\":\"rehearsal\",\"models\":[]},");
        Problems(text).ShouldHaveSingleItem().ShouldContain("the provider 'openai' appears 2 times");
    }

    internal static string File(params string[] models) =>
        $$"""{"providers":[{"name":"p","api":"openai-chat","baseUrl":"http://x/v1","baseUrlVariable":"P_BASE_URL","keyVariable":"P_KEY","maxConcurrentAttempts":2,"models":[{{string.Join(',', models)}},]}]}""";

    private static ModelCatalogue Shipped() => Read(System.IO.File.ReadAllText(Path.Combine(Support.Shipped.Folder, "models.json")));

    private static ModelCatalogue Read(string text) => CatalogueFile.Parse(text).OrThrow("models.json");

    private static IReadOnlyList<string> Problems(string text) => [.. CatalogueFile.Parse(text).Problems.Select(p => p.ToString())];
}

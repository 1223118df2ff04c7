using Factory.Contracts.Errors;
using Factory.Contracts.Models;
using Factory.Domain.Models;
using Factory.Models.Availability;
using Factory.Models.Catalogue;

namespace Factory.Models.Tests.Catalogue;

public sealed class ModelCatalogueFileTests
{
    private const string Model = """{"name":"m","family":"f","tier":"cheap","inputPrice":1.5,"cachedInputPrice":0.1,"outputPrice":2,"contextTokens":100000,"maxOutputTokens":8000,"capabilities":["tools"],"priceSource":"s","priceDate":"2026-01-31"}""";

    [Fact]
    public void The_shipped_file_is_valid()
    {
        var catalogue = ModelCatalogueFile.Load(Repository.File("silo-config/models.json"), Variables.Of()).OrThrow();
        catalogue.Providers.Select(p => p.Name).ShouldBe(["rehearsal", "openai", "anthropic", "cerebras", "gemini", "openrouter", "vllm", "llamacpp", "ollama"]);
        var rehearsal = catalogue.Providers[0];
        (rehearsal.Stopgap, rehearsal.TrustedCommands).ShouldBe((true, true));
        rehearsal.Models.Select(m => m.Family).Distinct().Count().ShouldBe(2);
        rehearsal.Models.ShouldAllBe(m => m.InputPrice == Usd.Zero && m.OutputPrice == Usd.Zero);
        catalogue.Providers.Skip(1).ShouldAllBe(p => !p.TrustedCommands && !p.Stopgap && (p.KeyVariable != null || p.Models.Count == 0));
    }

    [Fact]
    public void Without_a_variable_that_names_it_no_provider_of_the_shipped_file_is_available_but_the_stopgap() =>
        new DetectedProviders(ModelCatalogueFile.Load(Repository.File("silo-config/models.json"), Variables.Of()).OrThrow(), Variables.Of()).Providers
            .Where(p => p.IsAvailable).Select(p => p.Provider.Name).ShouldBe(["rehearsal"]);

    [Fact]
    public void What_agents_prefer_is_in_the_shipped_file()
    {
        var catalogue = ModelCatalogueFile.Load(Repository.File("silo-config/models.json"), Variables.Of()).OrThrow();
        foreach (var file in Directory.EnumerateFiles(Repository.File("silo-config/agents"), "*.md"))
        {
            var line = System.IO.File.ReadLines(file).Single(l => l.StartsWith("models: [", StringComparison.Ordinal));
            foreach (var model in line["models: [".Length..^1].Split(", ").Select(m => ModelRef.Parse(m.Trim('"'))).Where(m => m.Provider != "ollama"))
            {
                catalogue.Find(model).ShouldNotBeNull($"{Path.GetFileName(file)}: {model}");
            }
        }
    }

    [Fact]
    public void A_server_of_the_operator_s_own_is_available_when_its_models_are_named()
    {
        var variables = Variables.Of(("VLLM_MODELS", "qwen3-coder"), ("LLAMACPP_BASE_URL", "http://127.0.0.1:9/v1"));
        var catalogue = ModelCatalogueFile.Load(Repository.File("silo-config/models.json"), variables).OrThrow();
        var providers = new DetectedProviders(catalogue, variables).Providers.ToDictionary(p => p.Provider.Name);
        (providers["vllm"].IsAvailable, providers["vllm"].Reason).ShouldBe((true, "needs no key; http://127.0.0.1:8000/v1"));
        providers["vllm"].Provider.Models.Single().Tier.ShouldBe(ModelTier.Local);
        (providers["llamacpp"].IsAvailable, providers["llamacpp"].Reason).ShouldBe((false, "models.json lists no model for it, and LLAMACPP_MODELS is not set"));
    }

    [Fact]
    public void Quirks_limits_and_the_price_of_cache_writes_are_read()
    {
        var text = File(Model.Replace("\"outputPrice\"", "\"cacheWritePrice\":1.875,\"outputPrice\"")).Replace("\"concurrency\":2", """
            "quirks":["max-tokens"],"limits":{"requestsPerMinute":5,"tokensPerDay":1000000,"source":"s","date":"2026-01-31"}
            """);
        var provider = Read(text).OrThrow().Providers[0];
        provider.Quirks.ShouldBe(["max-tokens"]);
        provider.Limits.ShouldBe(new ProviderLimits(5, null, null, 1_000_000, "s", new DateOnly(2026, 1, 31)));
        provider.Models[0].CacheWritePrice.ShouldBe(new Usd(1.875m));
        provider.Models[0].CostOf(new TokenUsage(1_000_000, 0, 400_000, 0, 600_000)).ShouldBe(new Usd((0.4m * 0.1m) + (0.6m * 1.875m)));
        provider.Models[0].WorstCostOf(1_000_000, 0).ShouldBe(new Usd(1.875m));
        Read(text.Replace("max-tokens", "rude")).Problems.Single().ToString().ShouldContain("quirks (p): \"rude\" is not known; use any of max-tokens, no-stream-usage");
    }

    [Fact]
    public void A_plan_is_read()
    {
        var text = File(Model).Replace("\"concurrency\":2", """ "plan":{"hours":5,"tokens":20000000} """);
        var provider = Read(text).OrThrow().Providers[0];
        (provider.Plan, provider.Billing).ShouldBe((new PlanWindow(TimeSpan.FromHours(5), 20_000_000), Factory.Contracts.Ledger.Billing.Plan));
        Read(File(Model)).OrThrow().Providers[0].Billing.ShouldBe(Factory.Contracts.Ledger.Billing.Cash);
        Read(text.Replace(":5,", ":0,")).Problems.Single().ToString().ShouldContain("give a whole number from 1 to 744");
        Read(text.Replace("\"tokens\":20000000", "\"tokens\":1,\"price\":3")).Problems.Count.ShouldBe(2);
    }

    [Fact]
    public void A_valid_file_is_read_with_comments_and_trailing_commas()
    {
        var catalogue = Read("// hello\n" + File(Model) + "// end").OrThrow();
        var model = catalogue.Find(new ModelRef("p", "m")).ShouldNotBeNull();
        (model.InputPrice, model.CachedInputPrice, model.OutputPrice).ShouldBe((new Usd(1.5m), new Usd(0.1m), new Usd(2)));
        (model.Tier, model.ContextTokens, model.PriceDate).ShouldBe((ModelTier.Cheap, 100_000, new DateOnly(2026, 1, 31)));
    }

    [Theory]
    [InlineData("\"inputPrice\":1.5,", "", "providers[0].models[0].inputPrice (p/m): price is missing")]
    [InlineData("\"inputPrice\":1.5", "\"inputPrice\":-1", "inputPrice (p/m): is -1; give US dollars")]
    [InlineData("\"outputPrice\":2", "\"outputPrice\":\"2\"", "outputPrice (p/m): is \"2\"")]
    [InlineData("\"cachedInputPrice\":0.1,", "", "cachedInputPrice (p/m): price is missing")]
    [InlineData("\"priceSource\":\"s\",", "", "priceSource (p/m): is missing; say where")]
    [InlineData("\"priceDate\":\"2026-01-31\"", "\"priceDate\":\"31.1.2026\"", "priceDate (p/m): '31.1.2026' is not a day")]
    [InlineData("\"tier\":\"cheap\"", "\"tier\":\"Cheap\"", "tier (p/m): 'Cheap' is not known; use one of local, free, cheap, standard, premium")]
    [InlineData("\"tier\":\"cheap\"", "\"tier\":\"2\"", "tier (p/m): '2' is not known")]
    [InlineData("\"contextTokens\":100000", "\"contextTokens\":1.5", "contextTokens (p/m): is 1.5; give a whole number")]
    [InlineData("\"maxOutputTokens\":8000", "\"maxOutputTokens\":200000", "maxOutputTokens (p/m): is more than contextTokens")]
    [InlineData("[\"tools\"]", "[\"telepathy\"]", "capabilities (p/m): \"telepathy\" is not known")]
    [InlineData("\"family\":\"f\"", "\"familiy\":\"f\"", "familiy (p/m): is not known here")]
    [InlineData("\"name\":\"m\"", "\"name\":\"m\",\"name\":\"n\"", "name: stands twice")]
    [InlineData("\"wire\":\"openai\"", "\"wire\":\"telegraph\"", "providers[0].wire (p): 'telegraph' is not known; use one of rehearsal, openai")]
    [InlineData("\"baseUrl\":\"http://x/v1\",", "", "providers[0].baseUrl (p): is missing")]
    [InlineData("\"baseUrl\":\"http://x/v1\"", "\"baseUrl\":\"http://key@x/v1\"", "baseUrl (p): must be an absolute http or https URL without user")]
    [InlineData("\"keyVariable\":\"P_KEY\"", "\"keyVariable\":\"sk-secret\"", "keyVariable (p): is not a variable's name")]
    [InlineData("\"keyVariable\":\"P_KEY\"", "\"trustedCommands\":true", "trustedCommands (p): only the rehearsal wire")]
    [InlineData("\"name\":\"p\"", "\"name\":\"P p\"", "providers[0].name (P p): must be lower case")]
    [InlineData("{\"providers\"", "[{\"providers\"", "line 1: is not JSON")]
    public void A_broken_rule_names_place_rule_and_fix(string old, string @new, string expected)
    {
        var reading = Read(File(Model).Replace(old, @new, StringComparison.Ordinal));
        reading.Catalogue.ShouldBeNull();
        reading.Problems.ShouldContain(p => p.ToString().StartsWith("models.json: ", StringComparison.Ordinal) && p.ToString().Contains(expected), string.Join('\n', reading.Problems));
    }

    [Fact]
    public void All_problems_come_at_once()
    {
        var reading = Read(File(Model.Replace("\"inputPrice\":1.5,", "").Replace("\"cheap\"", "\"x\""), Model).Replace("\"openai\"", "\"y\""));
        var messages = reading.Problems.Select(p => p.ToString()).ToList();
        messages.ShouldContain(m => m.Contains("inputPrice"));
        messages.ShouldContain(m => m.Contains("tier"));
        messages.ShouldContain(m => m.Contains("wire"));
        messages.ShouldContain(m => m.Contains("'m' is there 2 times"));
        var thrown = Should.Throw<FactoryException>(() => reading.OrThrow());
        thrown.Code.ShouldBe(ErrorCodes.ConfigInvalid);
        thrown.Message.Split('\n').ShouldBe(messages.Select(m => m["models.json: ".Length..]));
    }

    [Theory]
    [InlineData("{}", "providers: is missing")]
    [InlineData("""{"providers":[]}""", "providers: is empty")]
    [InlineData("""{"providers":[7]}""", "providers[0]: is 7; it must be an object")]
    [InlineData("[]", "is a list; it must be an object")]
    [InlineData("", "line 1: is not JSON")]
    public void A_file_that_holds_no_providers_is_named(string text, string expected) =>
        Read(text).Problems.Select(p => p.ToString()).ShouldContain(m => m.Contains(expected));

    [Fact]
    public void A_file_that_is_not_there_is_a_problem() =>
        ModelCatalogueFile.Load("/nowhere/models.json", Variables.Of()).Problems.Single().ToString().ShouldStartWith("models.json: cannot be read");

    [Fact]
    public void Named_models_narrow_the_provider_and_keep_their_prices()
    {
        var catalogue = Read(File(Model, Model.Replace("\"m\"", "\"n\"")), ("P_BASE_URL", "http://127.0.0.1:8000/v1"), ("P_MODELS", "n, local-one")).OrThrow();
        catalogue.Providers[0].Models.Select(m => m.Ref.Model).ShouldBe(["n", "local-one"]);
        catalogue.Providers[0].Models[0].InputPrice.ShouldBe(new Usd(1.5m));
        var local = catalogue.Providers[0].Models[1];
        (local.InputPrice, local.Tier, local.ContextTokens, local.Family).ShouldBe((Usd.Zero, ModelTier.Local, 32_768, "local-one"));
        local.Capabilities.ShouldContain("tools");
    }

    [Theory]
    [InlineData("http://[::1]:1/v1", true)]
    [InlineData("http://localhost/v1", true)]
    [InlineData("http://127.0.0.2/v1", true)]
    [InlineData("https://api.example.com/v1", false)]
    [InlineData("http://127.0.0.1.example.com/v1", false)]
    [InlineData("http://192.168.1.5/v1", false)]
    public void A_model_without_a_price_needs_a_server_on_this_machine(string baseUrl, bool accepted)
    {
        var reading = Read(File(Model), ("P_BASE_URL", baseUrl), ("P_MODEL", "other"));
        reading.Problems.Count.ShouldBe(accepted ? 0 : 1);
        if (!accepted)
        {
            reading.Problems[0].ToString().ShouldStartWith("P_MODEL: p/other: price missing: add it to models.json");
        }
    }

    [Fact]
    public void A_local_server_without_names_offers_the_whole_catalogue() =>
        Read(File(Model), ("P_BASE_URL", "http://127.0.0.1:1/v1")).OrThrow().Providers[0].Models.Single().Ref.Model.ShouldBe("m");

    internal static string File(params string[] models) =>
        $$"""{"providers":[{"name":"p","wire":"openai","baseUrl":"http://x/v1","baseUrlVariable":"P_BASE_URL","keyVariable":"P_KEY","concurrency":2,"models":[{{string.Join(',', models)}},]}]}""";

    private static CatalogueReading Read(string text, params (string, string)[] variables) => ModelCatalogueFile.Parse(text, "models.json", Variables.Of(variables));
}

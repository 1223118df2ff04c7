using Factory.Configuration.Reading;
using Factory.Contracts.Metering;
using Factory.Contracts.Models;
using Factory.Domain.Models;

namespace Factory.Configuration.Models;

/// <summary>Reads a model of a provider of <c>models.json</c>.</summary>
internal static class ModelSection
{
    public static ModelDefinition Read(ConfigSection section, string provider)
    {
        var name = section.RequiredText("name", "gpt-5-mini");
        section.Label = $"{provider}/{name}";
        var context = (int)section.RequiredNumber("contextTokens", 1_000, 100_000_000, "200000");
        var output = (int)section.RequiredNumber("maxOutputTokens", 1, 10_000_000, "32000");

        // Without the key, context is a placeholder, and the comparison would add a misleading message to that of the
        // missing key.
        if (output > context && section.Has("contextTokens"))
        {
            section.ReportInvalid("maxOutputTokens", $"at most contextTokens, {context}: an answer is part of the context");
        }

        var model = new ModelDefinition(
            new ModelRef(provider, name),
            section.RequiredEnumValue<ModelTier>("tier"),
            section.RequiredText("family", "gpt-5"),
            ReadPrices(section),
            context,
            output,
            section.Require("capabilities", $"[\"{ModelCapabilities.Tools}\"]")
                .TextList("capabilities", c => NameRules.CheckKnown(c, "capability", "capabilities", ModelCapabilities.All)));
        section.RejectUnknownKeys();
        return model;
    }

    private static ModelPrices ReadPrices(ConfigSection section) => new(
        Price(section.Require("inputPrice", "1.25"), "inputPrice") ?? Usd.Zero,
        Price(section.Require("outputPrice", "1.25"), "outputPrice") ?? Usd.Zero,
        Price(section.Require("cachedInputPrice", "1.25"), "cachedInputPrice") ?? Usd.Zero,
        section.RequiredText("priceSource", "https://example.com/where-the-price-is-published"),
        section.RequiredDate("priceDate"))
    {
        CacheWrite = Price(section, "cacheWritePrice"),
        CacheWriteOneHour = Price(section, "cacheWriteOneHourPrice"),
    };

    private static Usd? Price(ConfigSection section, string key) =>
        section.Amount(
            key,
            usd => usd is >= 0 and <= 10_000,
            "US dollars per million tokens as a number from 0 to 10000, as the provider publishes it") is { } price ? new Usd(price) : null;
}

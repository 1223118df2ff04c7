using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Factory.Contracts.Models;
using Factory.Domain.Models;

namespace Factory.Models.Catalogue;

/// <summary>Turns the file's JSON into definitions and notes everything that breaks a rule.</summary>
internal sealed partial class CatalogueReader(string file, List<CatalogueProblem> problems)
{
    private static readonly string[] Capabilities = [ModelCapabilities.Tools, ModelCapabilities.Vision, ModelCapabilities.Json, ModelCapabilities.LongContext, ModelCapabilities.Reasoning, ModelCapabilities.ToolsWithoutReasoning, ModelCapabilities.Embeddings];

    public List<ProviderDefinition> Read(JsonElement root)
    {
        var section = new JsonSection(root, file, "", problems);
        if (!section.IsObject)
        {
            return [];
        }

        var providers = section.List("providers", "list the providers in [ … ]")
            .Select((p, i) => ReadProvider(p, $"providers[{i}]"))
            .OfType<ProviderDefinition>()
            .ToList();
        section.RejectUnknown();
        if (providers.Count == 0 && problems.Count == 0)
        {
            section.Add("providers", "is empty; list at least one provider");
        }

        foreach (var twice in providers.Where(p => p.Name.Length > 0).GroupBy(p => p.Name).Where(g => g.Count() > 1))
        {
            section.Add("providers", $"'{twice.Key}' is there {twice.Count()} times; provider names must differ, rename or remove one");
        }

        return providers;
    }

    private ProviderDefinition? ReadProvider(JsonElement element, string path)
    {
        var section = new JsonSection(element, file, path, problems);
        if (!section.IsObject)
        {
            return null;
        }

        var name = section.Text("name", "give a short name in lower case letters, digits and dashes");
        section.Label = name;
        if (name.Length > 0 && !NamePattern().IsMatch(name))
        {
            section.Add("name", "must be lower case letters, digits and dashes, starting with a letter, at most 40 characters");
        }

        var wire = section.Text("wire", $"use one of {string.Join(", ", ModelCatalogueFile.Wires)}");
        if (wire.Length > 0 && !ModelCatalogueFile.Wires.Contains(wire))
        {
            section.Add("wire", $"'{wire}' is not known; use one of {string.Join(", ", ModelCatalogueFile.Wires)}");
        }

        var baseUrl = section.OptionalText("baseUrl", "give a URL such as https://api.openai.com/v1");
        if (wire.Length > 0 && wire != Wire.Rehearsal && baseUrl is null)
        {
            section.Add("baseUrl", $"is missing; the wire {wire} needs a URL such as https://api.openai.com/v1");
        }
        else if (baseUrl is not null && !ProviderEndpoint.IsBaseUrl(baseUrl))
        {
            section.Add("baseUrl", "must be an absolute http or https URL without user, query or fragment");
        }

        var definition = new ProviderDefinition(
            name,
            wire,
            baseUrl,
            Variable(section, "baseUrlVariable"),
            Variable(section, "keyVariable"),
            section.Flag("stopgap"),
            section.Whole("concurrency", 1, 1000, 4),
            section.Flag("trustedCommands"),
            [.. section.List("models", "list its models in [ … ]").Select((m, i) => ReadModel(m, $"{path}.models[{i}]", name)).OfType<ModelDefinition>()])
        {
            Calls = section.Whole("calls", 1, 100_000, ProviderDefinition.UsualCalls),
            Quirks = section.Words("quirks", ProviderQuirks.All),
            Endpoints = section.Object("endpoints") is { } endpoints ? ReadEndpoints(endpoints) : new Dictionary<string, string>(),
            Limits = section.Object("limits") is { } limits ? ReadLimits(limits) : null,
            Plan = section.Object("plan") is { } plan ? ReadPlan(plan) : null,
        };
        if (definition.TrustedCommands && wire != Wire.Rehearsal)
        {
            section.Add("trustedCommands", "only the rehearsal wire may have it: what other models write is not this project's own code; remove it");
        }

        section.RejectUnknown();
        foreach (var twice in definition.Models.Where(m => m.Ref.Model.Length > 0).GroupBy(m => m.Ref).Where(g => g.Count() > 1))
        {
            section.Add("models", $"'{twice.Key.Model}' is there {twice.Count()} times; a model may stand only once, remove the others");
        }

        return definition;
    }

    private ModelDefinition? ReadModel(JsonElement element, string path, string provider)
    {
        var section = new JsonSection(element, file, path, problems);
        if (!section.IsObject)
        {
            return null;
        }

        var name = section.Text("name", "give the model's name as the provider knows it");
        section.Label = $"{provider}/{name}";
        var context = section.Whole("contextTokens", 1_000, 100_000_000);
        var output = section.Whole("maxOutputTokens", 1, 10_000_000);
        if (output > context)
        {
            section.Add("maxOutputTokens", $"is more than contextTokens; an answer is part of the context, give at most {context.ToString(CultureInfo.InvariantCulture)}");
        }

        var model = new ModelDefinition(
            new ModelRef(provider, name),
            ReadTier(section),
            section.Text("family", "name the family, so that a reviewer can be of another one"),
            new Usd(section.Price("inputPrice")),
            new Usd(section.Price("outputPrice")),
            new Usd(section.Price("cachedInputPrice")),
            context,
            output,
            section.Words("capabilities", Capabilities, required: true),
            section.Text("priceSource", "say where the price is published"),
            ReadDate(section, "priceDate"))
        {
            CacheWritePrice = section.Has("cacheWritePrice") ? new Usd(section.Price("cacheWritePrice")) : null,
            CacheWriteForHourPrice = section.Has("cacheWriteForHourPrice") ? new Usd(section.Price("cacheWriteForHourPrice")) : null,
        };
        section.RejectUnknown();
        return model;
    }

    private static Dictionary<string, string> ReadEndpoints(JsonSection section)
    {
        var endpoints = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var protocol in ProtocolNames.All)
        {
            if (section.OptionalText(protocol, "give the URL that the protocol's path follows, such as https://api.openai.com/v1") is not { } url)
            {
                continue;
            }

            if (ProviderEndpoint.IsBaseUrl(url))
            {
                endpoints[protocol] = url;
            }
            else
            {
                section.Add(protocol, "must be an absolute http or https URL without user, query or fragment");
            }
        }

        section.RejectUnknown();
        return endpoints;
    }

    private static ModelTier ReadTier(JsonSection section)
    {
        var tiers = string.Join(", ", Enum.GetNames<ModelTier>().Select(t => t.ToLowerInvariant()));
        var text = section.Text("tier", $"use one of {tiers}");
        foreach (var tier in Enum.GetValues<ModelTier>())
        {
            if (text == tier.ToString().ToLowerInvariant())
            {
                return tier;
            }
        }

        if (text.Length > 0)
        {
            section.Add("tier", $"'{text}' is not known; use one of {tiers}");
        }

        return ModelTier.Premium;
    }

    private static ProviderLimits ReadLimits(JsonSection section)
    {
        int? Limit(string field) => section.Has(field) ? section.Whole(field, 1, int.MaxValue) : null;
        var limits = new ProviderLimits(
            Limit("requestsPerMinute"),
            Limit("requestsPerDay"),
            Limit("tokensPerMinute"),
            Limit("tokensPerDay"),
            section.Text("source", "say where the limits are published"),
            ReadDate(section, "date"));
        section.RejectUnknown();
        return limits;
    }

    private static PlanWindow ReadPlan(JsonSection section)
    {
        var window = new PlanWindow(TimeSpan.FromHours(section.Whole("hours", 1, 31 * 24)), section.Whole("tokens", 1_000, int.MaxValue));
        section.RejectUnknown();
        return window;
    }

    private static DateOnly ReadDate(JsonSection section, string field)
    {
        var text = section.Text(field, "say when it was read there, as yyyy-mm-dd");
        if (text.Length > 0 && !DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
        {
            section.Add(field, $"'{text}' is not a day; write it as yyyy-mm-dd");
        }

        return DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : default;
    }

    private static string? Variable(JsonSection section, string field)
    {
        const string rule = "give the name of an environment variable: capitals, digits and underscores";
        var name = section.OptionalText(field, rule);
        if (name is not null && !VariablePattern().IsMatch(name))
        {
            section.Add(field, $"is not a variable's name; {rule}");
        }

        return name;
    }

    [GeneratedRegex("^[a-z][a-z0-9-]{0,39}$")]
    private static partial Regex NamePattern();

    [GeneratedRegex("^[A-Z][A-Z0-9_]{0,79}$")]
    private static partial Regex VariablePattern();
}

using System.Text.RegularExpressions;
using Factory.Configuration.Reading;
using Factory.Contracts.Models;
using Factory.Domain.Limits;
using Factory.Domain.Providers;

namespace Factory.Configuration.Models;

/// <summary>Reads a provider of <c>models.json</c> with its models and limits.</summary>
internal static partial class ProviderSection
{
    private const string ExampleUrl = "https://api.openai.com/v1";
    private const string UrlRule = "must be an absolute http or https URL without user, query or fragment";

    private static readonly string[] ApiNames = [.. ModelApis.Providers.Select(ModelApis.ToName)];

    public static ProviderDefinition Read(ConfigSection section)
    {
        var name = ReadName(section);
        var api = ReadApi(section);
        var definition = new ProviderDefinition(
            name,

            // A provider whose API is missing or wrong has been reported, and a catalogue with problems is never used.
            api ?? default,
            ReadUrl(section, "baseUrl"),
            ReadVariable(section, "baseUrlVariable"),
            ReadVariable(section, "keyVariable"),
            section.Flag("fallback", false),
            section.Number("maxConcurrentAttempts", 4, 1, 1000),
            section.Flag("trustedCommands", false),
            [.. section.Require("models", "[]").Sections("models").Select(m => ModelSection.Read(m, name))])
        {
            MaxConcurrentCalls = section.Number("maxConcurrentCalls", ProviderDefinition.DefaultMaxConcurrentCalls, 1, 100_000),
            Quirks = section.TextList("quirks", quirk => NameRules.CheckKnown(quirk, "quirk", "quirks", ProviderQuirks.All)),
            Endpoints = section.Section("endpoints") is { } endpoints ? ReadEndpoints(endpoints) : new Dictionary<ModelApi, Uri>(),
            Limits = section.Section("limits") is { } limits ? ReadLimits(limits) : null,
            Subscription = section.Section("subscription") is { } subscription ? ReadSubscription(subscription) : null,
        };
        CheckTrustedCommands(section, definition, api);
        section.RejectUnknownKeys();
        CheckModelNames(section, definition);
        return definition;
    }

    private static string ReadName(ConfigSection section)
    {
        var name = section.RequiredText("name", "openai");
        section.Label = name;
        if (name.Length > 0 && !NamePattern().IsMatch(name))
        {
            section.ReportInvalid("name", "lower-case letters, digits and dashes, starting with a letter, at most 40 characters");
        }

        return name;
    }

    private static ModelApi? ReadApi(ConfigSection section)
    {
        var name = section.Require("api", $"\"{ModelApis.ToName(ModelApi.OpenAIChat)}\"").OneOf("api", ApiNames);
        ModelApi? api = name is null ? null : ModelApis.Parse(name);

        // The rehearsal model runs inside this process and has no address.
        if (api is not null and not ModelApi.Rehearsal)
        {
            section.Require("baseUrl", $"\"{ExampleUrl}\"");
        }

        return api;
    }

    private static void CheckTrustedCommands(ConfigSection section, ProviderDefinition definition, ModelApi? api)
    {
        if (definition.TrustedCommands && api is not null and not ModelApi.Rehearsal)
        {
            section.ReportProblem(
                "trustedCommands",
                $"{section.DescribeKey("trustedCommands")}: only a provider with the API 'rehearsal' can have it, because other models " +
                "write untrusted code; remove it");
        }
    }

    private static void CheckModelNames(ConfigSection section, ProviderDefinition definition)
    {
        foreach (var twice in definition.Models.Where(m => m.Ref.Model.Length > 0).GroupBy(m => m.Ref).Where(g => g.Count() > 1))
        {
            section.ReportProblem(
                "models",
                $"{section.DescribeKey("models")}: '{ConfigProblems.Quote(twice.Key.Model)}' appears {twice.Count()} times; remove the " +
                "duplicates");
        }
    }

    /// <summary>A URL may contain a key by mistake, so messages do not show the value.</summary>
    private static string? ReadUrl(ConfigSection section, string key)
    {
        var url = section.Text(key);
        if (url is not null && !BaseUrl.IsValid(url))
        {
            section.ReportProblem(key, $"{section.DescribeKey(key)} {UrlRule}, like {ExampleUrl}");
        }

        return url;
    }

    /// <summary>
    /// Writing a key in place of its variable's name is a common mistake, so messages do not show the value.
    /// </summary>
    private static string? ReadVariable(ConfigSection section, string key)
    {
        var name = section.Text(key);
        if (name is not null && !NameRules.IsVariable(name))
        {
            section.ReportProblem(
                key,
                $"{section.DescribeKey(key)} is not a variable's name; give the name of an environment variable: capitals, digits and " +
                "underscores");
        }

        return name;
    }

    private static Dictionary<ModelApi, Uri> ReadEndpoints(ConfigSection section)
    {
        var endpoints = new Dictionary<ModelApi, Uri>();
        foreach (var api in ModelApis.Clients)
        {
            if (ReadUrl(section, ModelApis.ToName(api)) is { } text && Uri.TryCreate(text, UriKind.Absolute, out var url))
            {
                endpoints[api] = url;
            }
        }

        section.RejectUnknownKeys();
        return endpoints;
    }

    private static ProviderLimits ReadLimits(ConfigSection section)
    {
        int? Limit(string key) => (int?)section.Number(key, 1, int.MaxValue);
        var limits = new ProviderLimits(
            Limit("requestsPerMinute"),
            Limit("requestsPerDay"),
            Limit("tokensPerMinute"),
            Limit("tokensPerDay"),
            section.RequiredText("source", "https://example.com/where-the-limits-are-published"),
            section.RequiredDate("date"));
        section.RejectUnknownKeys();
        return limits;
    }

    private static SubscriptionWindow ReadSubscription(ConfigSection section)
    {
        var window = new SubscriptionWindow(
            TimeSpan.FromHours(section.RequiredNumber("hours", 1, 31 * 24, "5")),
            (int)section.RequiredNumber("tokens", 1_000, int.MaxValue, "20000000"));
        section.RejectUnknownKeys();
        return window;
    }

    [GeneratedRegex("^[a-z][a-z0-9-]{0,39}$")]
    private static partial Regex NamePattern();
}

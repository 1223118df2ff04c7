using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using Factory.Silo.Tests.Support;

namespace Factory.Silo.Tests.Api;

/// <summary>The reference page of REST names every request, and no member that does not exist.</summary>
public sealed partial class RestPageTests
{
    // Values of 'status' and of paths, which the description of the API has as plain text.
    private static readonly string[] Values = ["ok", "degraded", "day"];

    [Fact]
    public async Task Page_EveryRequestOfTheApi_IsListed()
    {
        using var api = await DescribeAsync();
        var page = ReadPage();

        var requests = api.RootElement.GetProperty("paths").EnumerateObject()
            .SelectMany(p => p.Value.EnumerateObject(), (p, m) => $"{m.Name.ToUpperInvariant()} {p.Name}")
            .ToList();

        requests.Count.ShouldBeGreaterThan(40);
        requests.Where(r => !Regex.IsMatch(page, $"`{Regex.Escape(r)}[`?]")).ShouldBeEmpty("docs/reference/rest.md does not list these");
    }

    [Fact]
    public async Task Page_EveryMember_ExistsInTheApi()
    {
        using var api = await DescribeAsync();
        var known = Names(api.RootElement).Concat(Values).ToHashSet(StringComparer.Ordinal);

        var members = ResponseCell().Matches(ReadPage())
            .SelectMany(m => Member().Matches(m.Groups[1].Value))
            .Select(m => m.Groups[1].Value)
            .ToList();

        members.Count.ShouldBeGreaterThan(60);
        members.Where(m => !known.Contains(m)).Distinct().ShouldBeEmpty("docs/reference/rest.md names members that no response has");
    }

    private static async Task<JsonDocument> DescribeAsync()
    {
        await using var host = await ApiHost.StartAsync();
        return JsonDocument.Parse(await host.Http.GetStringAsync("openapi/v1.json"));
    }

    // Names of properties and parameters, and values of enums, wherever they are described.
    private static IEnumerable<string> Names(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(p => p switch
        {
            { Name: "properties", Value.ValueKind: JsonValueKind.Object } =>
                p.Value.EnumerateObject().Select(v => v.Name).Concat(Names(p.Value)),
            { Name: "enum", Value.ValueKind: JsonValueKind.Array } => p.Value.EnumerateArray().Select(v => v.ToString()),
            { Name: "name", Value.ValueKind: JsonValueKind.String } => [p.Value.GetString()!],
            _ => Names(p.Value),
        }),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Names),
        _ => [],
    };

    private static string ReadPage([CallerFilePath] string file = "") =>
        File.ReadAllText(Path.Combine(Path.GetDirectoryName(file)!, "..", "..", "..", "docs", "reference", "rest.md"));

    [GeneratedRegex(@"^\| `(?:GET|POST|DELETE) [^|]+\|([^|]+)\|$", RegexOptions.Multiline)]
    private static partial Regex ResponseCell();

    [GeneratedRegex("`([a-z][A-Za-z0-9]+)`")]
    private static partial Regex Member();
}

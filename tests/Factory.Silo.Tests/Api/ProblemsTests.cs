using System.Net;
using System.Net.Http.Json;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;
using Factory.Contracts.Api;
using Factory.Contracts.Errors;
using Factory.Contracts.Json;
using Factory.Silo.Api;
using Factory.Silo.Tests.Support;

namespace Factory.Silo.Tests.Api;

public sealed partial class ProblemsTests
{
    public static IEnumerable<string> Codes { get; } =
        [.. typeof(ErrorCodes).GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => (string)f.GetRawConstantValue()!)];

    [Fact]
    public void StatusByCode_EveryErrorCode_HasAStatus() => Problems.Statuses.Keys.Order().ShouldBe(Codes.Order());

    [Fact]
    public void Reference_EveryErrorCode_NamesItsStatus()
    {
        var page = File.ReadAllText(Path.Combine(Here(), "..", "..", "..", "docs", "reference", "errors.md"));
        var rows = Row()
            .Matches(page)
            .ToDictionary(
                m => m.Groups["code"].Value,
                m => int.Parse(m.Groups["status"].Value, System.Globalization.CultureInfo.InvariantCulture));

        rows.OrderBy(r => r.Key, StringComparer.Ordinal).ShouldBe(Problems.Statuses.OrderBy(r => r.Key, StringComparer.Ordinal));
    }

    [Fact]
    public async Task Response_StatusWithoutBody_GetsAProblem()
    {
        await using var host = await ApiHost.StartAsync();

        await ShouldBe(await host.Http.GetAsync("api/nowhere"), HttpStatusCode.NotFound, ErrorCodes.NotFound);
        await ShouldBe(await host.Http.DeleteAsync("api/runs"), HttpStatusCode.MethodNotAllowed, ErrorCodes.InvalidRequest);
        await ShouldBe(
            await host.Http.PostAsync("api/runs", new StringContent("idea=x", Encoding.UTF8, "text/plain")),
            HttpStatusCode.UnsupportedMediaType,
            ErrorCodes.InvalidRequest);

        // The server answers before it has read the body, and closes the connection. With this header the body is not sent
        // before, which would fail.
        using var large = new HttpRequestMessage(HttpMethod.Post, "api/runs")
        {
            Content = ApiHost.Json($"{{\"idea\":\"{new string('x', 1024 * 1024)}\"}}"),
            Headers = { ExpectContinue = true },
        };
        await ShouldBe(await host.Http.SendAsync(large), HttpStatusCode.RequestEntityTooLarge, ErrorCodes.InvalidRequest);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{\"idea\":\"x\",\"budgetUds\":1}")]
    [InlineData("{\"idea\":5}")]
    public async Task Response_InvalidJson_GetsAProblem(string body)
    {
        await using var host = await ApiHost.StartAsync();

        await ShouldBe(await host.Http.PostAsync("api/runs", ApiHost.Json(body)), HttpStatusCode.BadRequest, ErrorCodes.InvalidRequest);
    }

    [Theory]
    [InlineData("text/event-stream")]
    [InlineData("text/html")]
    [InlineData("application/json")]
    public async Task Response_AnyAccept_HasTheSameForm(string accept)
    {
        await using var host = await ApiHost.StartAsync();
        host.Http.DefaultRequestHeaders.Add("Accept", accept);

        await ShouldBe(await host.Http.GetAsync("api/nowhere"), HttpStatusCode.NotFound, ErrorCodes.NotFound);
        await ShouldBe(await host.Http.GetAsync("api/events?after=-1"), HttpStatusCode.BadRequest, ErrorCodes.InvalidRequest);
        await ShouldBe(await host.Http.GetAsync("api/runs/run-broken"), HttpStatusCode.InternalServerError, ErrorCodes.Internal);
        host.Http.DefaultRequestHeaders.Authorization = null;
        await ShouldBe(await host.Http.GetAsync("api/events"), HttpStatusCode.Unauthorized, ErrorCodes.AccessTokenInvalid);
    }

    [Fact]
    public async Task Response_UnexpectedException_ShowsNoDetails()
    {
        await using var host = await ApiHost.StartAsync();

        using var answer = await host.Http.GetAsync("api/runs/run-broken");

        (await answer.Content.ReadAsStringAsync()).ShouldNotContain("secret");
        await ShouldBe(answer, HttpStatusCode.InternalServerError, ErrorCodes.Internal);
    }

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;

    private static async Task ShouldBe(HttpResponseMessage answer, HttpStatusCode status, string code)
    {
        answer.StatusCode.ShouldBe(status);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        var problem = (await answer.Content.ReadFromJsonAsync<ApiProblem>(FactoryJson.Options))!;
        problem.Code.ShouldBe(code);
        problem.Status.ShouldBe((int)status);
        problem.Hint.ShouldNotBeNullOrEmpty();
    }

    [GeneratedRegex(@"^\| `(?<code>[a-z_.]+)` \| [^|]+\| (?<status>\d+) \| \d+ \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}

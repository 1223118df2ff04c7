using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Factory.Contracts.Api;
using Factory.Contracts.Errors;
using Factory.Contracts.Json;
using Factory.Silo.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Factory.Silo.Tests.Hosting;

/// <summary>What a whole silo shows, and to whom.</summary>
public sealed class SurfacesTests(WholeSilo silo) : IClassFixture<WholeSilo>
{
    private const string Dashboard = "/grains/orleans";

    [Fact]
    public async Task Anonymous_OnlyHealth_Answers()
    {
        using var anonymous = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(silo.Silo.Url) };
        var surfaces = silo.Surfaces;
        surfaces.ShouldContain(format => format.Path.StartsWith(Dashboard, StringComparison.Ordinal));
        List<string> open = [];

        foreach (var format in surfaces)
        {
            using var answer = await anonymous.SendAsync(format.Request());
            if (answer.StatusCode != HttpStatusCode.Unauthorized)
            {
                open.Add(format.ToString());
            }
        }

        open.ShouldBe(["GET /api/health"]);
    }

    [Fact]
    public async Task Dashboard_OpenedByLink_IsShown()
    {
        using var browser = new Browser(silo.Silo.Url);
        var link = await silo.Client.CreateSignInLinkAsync(Dashboard);

        var entered = await browser.Http.GetAsync(link.Url);
        entered.Headers.Location!.OriginalString.ShouldBe(Dashboard);

        (await browser.Http.GetStringAsync(Dashboard + "/")).ShouldContain("<title>Orleans Dashboard</title>");
        using var counters = JsonDocument.Parse(await browser.Http.GetStringAsync(Dashboard + "/DashboardCounters"));
        counters.RootElement.TryGetProperty("totalActivationCount", out _).ShouldBeTrue();
        (await browser.Http.GetAsync(Dashboard + "/nothing-here")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using var described = JsonDocument.Parse(await browser.Http.GetStringAsync("/openapi/v1.json"));
        described.RootElement.GetProperty("paths")
            .EnumerateObject()
            .ShouldNotContain(path => path.Name.StartsWith(Dashboard, StringComparison.Ordinal));
        using var anonymous = new HttpClient { BaseAddress = new Uri(silo.Silo.Url) };
        (await anonymous.GetAsync(Dashboard + "/DashboardCounters")).StatusCode.ShouldBe(
            HttpStatusCode.Unauthorized,
            "also now that it has been made");
    }

    [Fact]
    public void Dashboard_Mounted_StartsNoMetricsPipeline() =>
        silo.Silo.Services.GetServices<ILifecycleParticipant<ISiloLifecycle>>()
            .Select(participant => participant.GetType().FullName)
            .ShouldNotContain("Orleans.Dashboard.DashboardHost");

    [Fact]
    public async Task Dashboard_Mounted_StreamsNoLog()
    {
        using var browser = await Browser.SignedInAsync(silo.Silo.Url, silo.Client);

        using var answer = await browser.Http.GetAsync(Dashboard + "/Trace");

        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await answer.Content.ReadFromJsonAsync<ApiProblem>(FactoryJson.Options))!.Code.ShouldBe(ErrorCodes.InvalidRequest);
    }

    [Fact]
    public async Task Log_AfterSignIn_HasNoCodeOrCookie()
    {
        using var browser = new Browser(silo.Silo.Url);
        var link = await silo.Client.CreateSignInLinkAsync("/api/runs");
        await browser.Http.GetAsync(link.Url);
        (await browser.Http.GetAsync(link.Url)).StatusCode.ShouldBe(HttpStatusCode.Redirect);

        var log = await silo.ReadLogAsync();

        log.ShouldNotBeEmpty("or this proves nothing");
        log.ShouldNotContain(link.Url.Split("code=")[1].Split('&')[0]);
        log.ShouldNotContain(browser.Cookie!);
        log.ShouldNotContain(silo.Silo.Token);
    }

    [Fact]
    public async Task ApiReference_Page_NamesNoOtherHost()
    {
        using var browser = await Browser.SignedInAsync(silo.Silo.Url, silo.Client);

        using var answer = await browser.Http.GetAsync("/docs/api/");
        var page = await answer.Content.ReadAsStringAsync();

        page.ShouldContain("scalar.js");
        page.ShouldContain("openapi/v1.json");
        page.ShouldNotContain("//", Case.Sensitive, "an address of another host begins so");
        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        policy.ShouldContain("default-src 'self'");
        policy.ShouldNotContain("http");
        policy.ShouldNotContain("*");
        (await browser.Http.GetAsync("/docs/api/scalar.js")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await browser.Http.GetAsync("/openapi/v1.json")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }
}

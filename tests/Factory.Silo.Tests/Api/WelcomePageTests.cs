using System.Net;
using Factory.Silo.Tests.Support;

namespace Factory.Silo.Tests.Api;

public sealed class WelcomePageTests
{
    private const string Html = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

    [Theory]
    [InlineData("/")]
    [InlineData("/docs/api")]
    [InlineData("/nothing-here")]
    public async Task Page_BrowserWithoutSignIn_SaysHowToSignIn(string path)
    {
        await using var host = await ApiHost.StartAsync();
        using var browser = new Browser(host.Url);
        browser.Http.DefaultRequestHeaders.Add("Accept", Html);

        using var answer = await browser.Http.GetAsync(path);

        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        (await answer.Content.ReadAsStringAsync()).ShouldContain("factory grains --link");
    }

    [Theory]
    [InlineData("/api/runs", Html)]
    [InlineData("/openapi/v1.json", Html)]
    [InlineData("/", "application/json")]
    [InlineData("/", "*/*")]
    public async Task Page_ProgramWithoutToken_GetsAProblemDocument(string path, string accept)
    {
        await using var host = await ApiHost.StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri(host.Url) };
        http.DefaultRequestHeaders.Add("Accept", accept);

        using var answer = await http.GetAsync(path);

        await answer.ShouldBeProblemAsync(401, Contracts.Errors.ErrorCodes.AccessTokenInvalid);
    }

    [Fact]
    public async Task Page_SignedIn_LinksToWhatThereIs()
    {
        await using var host = await ApiHost.StartAsync();
        using var browser = await Browser.SignedInAsync(host.Url, host.Client);

        var page = await browser.Http.GetStringAsync("/");

        foreach (var path in new[] { "/docs/api/", "/metrics", "/openapi/v1.json", "/api/health" })
        {
            page.ShouldContain($"href=\"{path.TrimEnd('/')}\"");
            (await browser.Http.GetAsync(path)).StatusCode.ShouldBe(HttpStatusCode.OK, path);
        }
    }
}

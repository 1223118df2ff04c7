using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Factory.Contracts.Api;
using Factory.Contracts.Errors;
using Factory.Contracts.Json;
using Factory.Silo.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace Factory.Silo.Tests.Access;

public sealed class SignInTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Link_Opened_SetsAnHttpOnlyCookieAndRedirects()
    {
        await using var host = await ApiHost.StartAsync();
        using var browser = new Browser(host.Url);
        var link = await host.Client.CreateSignInLinkAsync("/grains/orleans?a=b");

        using var answer = await browser.Http.GetAsync(link.Url);

        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        answer.Headers.Location!.OriginalString.ShouldBe("/grains/orleans?a=b");
        answer.Headers.GetValues("Referrer-Policy").ShouldBe(["no-referrer"]);
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        var cookie = SetCookie(answer);
        cookie.ShouldContain("httponly");
        cookie.ShouldContain("samesite=strict");
        cookie.ShouldContain("path=/");
        cookie.ShouldContain("max-age=2592000");
        cookie.ShouldNotContain("domain");
        (await browser.Http.GetAsync("api/runs")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Link_UsedTwice_IsRejected()
    {
        await using var host = await ApiHost.StartAsync();
        var link = await host.Client.CreateSignInLinkAsync();
        using var browser = new Browser(host.Url);
        using var other = new Browser(host.Url);
        await browser.Http.GetAsync(link.Url);

        await ShouldBeRefused(await other.Http.GetAsync(link.Url), HttpStatusCode.Unauthorized, ErrorCodes.AccessTokenInvalid);

        other.Cookie.ShouldBeNull();
        (await browser.Http.GetAsync(link.Url)).StatusCode.ShouldBe(HttpStatusCode.Redirect, "who is signed in is sent on");
    }

    [Theory]
    [InlineData("HEAD", null, null)]
    [InlineData("OPTIONS", null, null)]
    [InlineData("POST", null, null)]
    [InlineData("GET", "Sec-Purpose", "prefetch")]
    [InlineData("GET", "Sec-Purpose", "prefetch;prerender")]
    [InlineData("GET", "Purpose", "prefetch")]
    public async Task Link_FetchedBeforeItIsOpened_IsNotUsedUp(string method, string? header, string? value)
    {
        await using var host = await ApiHost.StartAsync();
        var link = await host.Client.CreateSignInLinkAsync();
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false });
        using var early = new HttpRequestMessage(new HttpMethod(method), link.Url);
        if (header is not null)
        {
            early.Headers.Add(header, value);
        }

        (await http.SendAsync(early)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

        (await http.GetAsync(link.Url)).StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task Link_UsedConcurrently_SignsInOne()
    {
        await using var host = await ApiHost.StartAsync();
        var link = await host.Client.CreateSignInLinkAsync();
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false });

        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => http.GetAsync(link.Url)));

        answers.Count(answer => answer.StatusCode == HttpStatusCode.Redirect).ShouldBe(1);
        answers.Count(answer => answer.StatusCode == HttpStatusCode.Unauthorized).ShouldBe(15);
        (await host.Client.ListSignInsAsync()).Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(299, HttpStatusCode.Redirect)]
    [InlineData(300, HttpStatusCode.Unauthorized)]
    public async Task Link_AfterFiveMinutes_IsRejected(int seconds, HttpStatusCode expected)
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var host = await ApiHost.StartAsync(time);
        using var browser = new Browser(host.Url);
        var link = await host.Client.CreateSignInLinkAsync();
        time.Advance(TimeSpan.FromSeconds(seconds));

        (await browser.Http.GetAsync(link.Url)).StatusCode.ShouldBe(expected);
    }

    [Theory]
    [InlineData("api/sign-in/links")]
    [InlineData("sign-in")]
    [InlineData("sign-in?code=")]
    [InlineData("sign-in?code=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA&returnUrl=/")]
    public async Task Link_InvalidCode_IsRejected(string path)
    {
        await using var host = await ApiHost.StartAsync();
        using var browser = new Browser(host.Url);

        await ShouldBeRefused(await browser.Http.GetAsync(path), HttpStatusCode.Unauthorized, ErrorCodes.AccessTokenInvalid);

        browser.Cookie.ShouldBeNull();
    }

    [Fact]
    public async Task Link_OfReplacedToken_IsRejected()
    {
        await using var host = await ApiHost.StartAsync();
        using var browser = new Browser(host.Url);
        var link = await host.Client.CreateSignInLinkAsync();
        await host.Client.RotateTokenAsync();

        await ShouldBeRefused(await browser.Http.GetAsync(link.Url), HttpStatusCode.Unauthorized, ErrorCodes.AccessTokenInvalid);
    }

    [Theory]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("http://evil.example/")]
    [InlineData("https:evil.example")]
    [InlineData("javascript:alert(1)")]
    [InlineData("\\\\evil.example")]
    [InlineData("/\t/evil.example")]
    [InlineData("~/x")]
    [InlineData("runs")]
    [InlineData("/r\u00FCns")]
    [InlineData("/runs?q=\U0001F600")]
    [InlineData("/runs\r\nX-Other: 1")]
    public async Task Link_ReturnUrlElsewhere_IsRejected(string to)
    {
        await using var host = await ApiHost.StartAsync();
        using var browser = new Browser(host.Url);
        var link = await host.Client.CreateSignInLinkAsync();

        using var answer = await browser.Http.GetAsync(link.Url[..link.Url.IndexOf("&returnUrl=", StringComparison.Ordinal)]
            + "&returnUrl="
            + Uri.EscapeDataString(to));

        answer.Headers.Location.ShouldBeNull();
        await ShouldBeRefused(answer, HttpStatusCode.BadRequest, ErrorCodes.InvalidRequest);
        (await Should.ThrowAsync<FactoryException>(() => host.Client.CreateSignInLinkAsync(to))).Code.ShouldBe(ErrorCodes.InvalidRequest);
    }

    [Fact]
    public async Task Link_UnderLocalhost_IsRejected()
    {
        await using var host = await ApiHost.StartAsync();
        using var browser = new Browser(host.Url);
        var link = await host.Client.CreateSignInLinkAsync();
        link.Url.ShouldStartWith(host.Url + "/sign-in?code=");

        await ShouldBeRefused(
            await browser.Http.GetAsync(link.Url.Replace("127.0.0.1", "localhost", StringComparison.Ordinal)),
            HttpStatusCode.Forbidden,
            ErrorCodes.OriginRejected);

        (await browser.Http.GetAsync(link.Url)).StatusCode.ShouldBe(HttpStatusCode.Redirect, "the code was not used up");
    }

    [Fact]
    public async Task CreateLink_SameIdempotencyKey_CreatesAnother()
    {
        await using var host = await ApiHost.StartAsync();
        host.Http.DefaultRequestHeaders.Add(ApiHeaders.IdempotencyKey, "one");

        var first = await host.Http.PostAsync("api/sign-in/links", null);
        var second = await host.Http.PostAsync("api/sign-in/links", null);

        first.StatusCode.ShouldBe(HttpStatusCode.OK);
        first.Headers.CacheControl!.NoStore.ShouldBeTrue();
        (await second.Content.ReadAsStringAsync()).ShouldNotBe(await first.Content.ReadAsStringAsync());
        second.Headers.Contains(ApiHeaders.IdempotencyReplayed).ShouldBeFalse();
    }

    [Fact]
    public async Task SignIns_Revoked_DisappearFromTheList()
    {
        await using var host = await ApiHost.StartAsync();
        using var browser = await Browser.SignedInAsync(host.Url, host.Client);
        using var other = await Browser.SignedInAsync(host.Url, host.Client);

        var seen = await browser.Http.GetFromJsonAsync<SignInView[]>("api/sign-ins", FactoryJson.Options);
        seen!.Length.ShouldBe(2);
        var mine = seen.Single(signIn => signIn.IsCurrent);
        mine.UserAgent.ShouldBe("Browser/1.0");
        (mine.ExpiresAt - mine.CreatedAt).ShouldBe(TimeSpan.FromDays(30));

        (await host.Client.RevokeSignInAsync(mine.Id)).Id.ShouldBe(mine.Id);

        (await browser.Http.GetAsync("api/runs")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await other.Http.GetAsync("api/runs")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await Should.ThrowAsync<FactoryException>(() => host.Client.RevokeSignInAsync(mine.Id))).Code.ShouldBe(ErrorCodes.NotFound);
    }

    [Fact]
    public async Task SignOut_SignedIn_DeletesTheCookie()
    {
        await using var host = await ApiHost.StartAsync();
        using var browser = await Browser.SignedInAsync(host.Url, host.Client);

        using var answer = await browser.SendAsync(HttpMethod.Post, "sign-out");

        answer.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        browser.Cookie.ShouldBeNull();
        (await host.Client.ListSignInsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Stream_SignInRevoked_Ends()
    {
        await using var host = await ApiHost.StartAsync();
        using var limit = new CancellationTokenSource(Patience);
        using var browser = await Browser.SignedInAsync(host.Url, host.Client);
        browser.Http.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        using var stream = await browser.Http.GetAsync("api/events", HttpCompletionOption.ResponseHeadersRead, limit.Token);
        stream.StatusCode.ShouldBe(HttpStatusCode.OK);

        await host.Client.RevokeSignInAsync((await host.Client.ListSignInsAsync()).Single().Id, limit.Token);

        // It can only end when the silo cuts it off.
        await (await stream.Content.ReadAsStreamAsync(limit.Token)).CopyToAsync(Stream.Null, limit.Token);
    }

    private static string SetCookie(HttpResponseMessage answer) => answer.Headers.GetValues("Set-Cookie").Single();

    private static async Task ShouldBeRefused(HttpResponseMessage answer, HttpStatusCode status, string code)
    {
        answer.StatusCode.ShouldBe(status);
        (await answer.Content.ReadFromJsonAsync<ApiProblem>(FactoryJson.Options))!.Code.ShouldBe(code);
    }
}

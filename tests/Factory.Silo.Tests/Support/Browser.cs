using System.Net;

namespace Factory.Silo.Tests.Support;

/// <summary>Keeps cookies as a browser does, and follows no redirect.</summary>
internal sealed class Browser : IDisposable
{
    private readonly HttpClientHandler _handler = new()
    {
        AllowAutoRedirect = false,
        CookieContainer = new CookieContainer(),
        UseProxy = false
    };
    private readonly Uri _silo;

    public Browser(string url)
    {
        _silo = new Uri(url);
        Http = new HttpClient(_handler) { BaseAddress = _silo };
        Http.DefaultRequestHeaders.UserAgent.ParseAdd("Browser/1.0");
    }

    public HttpClient Http { get; }

    /// <summary>Value of the cookie that the silo left; null when it left none.</summary>
    public string? Cookie => _handler.CookieContainer.GetCookies(_silo).SingleOrDefault()?.Value;

    /// <summary>A browser that has opened a link.</summary>
    public static async Task<Browser> SignedInAsync(string url, Factory.Client.FactoryClient client)
    {
        var browser = new Browser(url);
        using var answer = await browser.Http.GetAsync((await client.CreateSignInLinkAsync()).Url);
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        browser.Cookie.ShouldNotBeNull();
        return browser;
    }

    /// <summary>Sends something as a page of the silo does.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path)
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.Add("Origin", _silo.GetLeftPart(UriPartial.Authority));
        return Http.SendAsync(request);
    }

    public void Dispose()
    {
        Http.Dispose();
        _handler.Dispose();
    }
}

using System.Net;
using System.Net.Http.Json;
using Factory.Contracts.Api;
using Factory.Contracts.Errors;
using Factory.Contracts.Json;
using Factory.Silo.Tests.Support;

namespace Factory.Silo.Tests.Access;

public sealed class AccessGuardTests
{
    [Theory]
    [InlineData("api/runs")]
    [InlineData("api/nothing-here")]
    [InlineData("openapi/v1.json")]
    [InlineData("")]
    public async Task Everything_but_health_needs_the_token(string path)
    {
        await using var host = await ApiHost.StartAsync();
        using var anonymous = new HttpClient { BaseAddress = new Uri(host.Url) };

        using var answer = await anonymous.GetAsync(path);

        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        answer.Headers.WwwAuthenticate.ToString().ShouldBe("Bearer");
        var problem = await answer.Content.ReadFromJsonAsync<ApiProblem>(FactoryJson.Options);
        problem!.Code.ShouldBe(ErrorCodes.TokenMissing);
        problem.Hint.ShouldNotBeNull();
        (await anonymous.GetAsync("api/health")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await anonymous.PostAsync("api/health", null)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("Basic {0}")]
    [InlineData("Bearer {0}x")]
    [InlineData("Bearer ")]
    [InlineData("{0}")]
    public async Task A_wrong_token_is_no_token(string header)
    {
        await using var host = await ApiHost.StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri(host.Url) };
        client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", string.Format(null, header, host.Token));

        (await client.GetAsync("api/runs")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("Host", "evil.example")]
    [InlineData("Host", "127.0.0.1:1")]
    [InlineData("Host", "localhost")]
    [InlineData("Host", "127.0.0.1.evil.example:{port}")]
    [InlineData("Origin", "http://evil.example")]
    [InlineData("Origin", "null")]
    [InlineData("Origin", "http://localhost:1")]
    [InlineData("Origin", "https://127.0.0.1:{port}")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    public async Task Foreign_pages_are_refused_even_with_the_token(string name, string value)
    {
        await using var host = await ApiHost.StartAsync();

        foreach (var path in (string[])["api/runs", "api/health"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.TryAddWithoutValidation(name, value.Replace("{port}", new Uri(host.Url).Port.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal));
            using var answer = await host.Http.SendAsync(request);

            answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
            (await answer.Content.ReadFromJsonAsync<ApiProblem>(FactoryJson.Options))!.Code.ShouldBe(ErrorCodes.OriginRefused);
        }
    }

    [Fact]
    public async Task Its_own_pages_are_welcome()
    {
        await using var host = await ApiHost.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "api/runs");
        request.Headers.Host = $"localhost:{new Uri(host.Url).Port}";
        request.Headers.Add("Origin", $"http://localhost:{new Uri(host.Url).Port}");
        request.Headers.Add("Sec-Fetch-Site", "same-origin");

        (await host.Http.SendAsync(request)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }
}

using System.Net;
using System.Net.Http.Json;
using Factory.Contracts.Api;
using Factory.Contracts.Errors;
using Factory.Contracts.Json;
using Factory.Silo.Tests.Support;

namespace Factory.Silo.Tests.Access;

public sealed class OriginPolicyTests
{
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
    public async Task Check_ForeignPageWithToken_IsRejected(string name, string value)
    {
        await using var host = await ApiHost.StartAsync();

        foreach (var path in (string[])["api/runs", "api/health"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.TryAddWithoutValidation(
                name,
                value.Replace(
                    "{port}",
                    new Uri(host.Url).Port.ToString(System.Globalization.CultureInfo.InvariantCulture),
                    StringComparison.Ordinal));
            using var answer = await host.Http.SendAsync(request);

            answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
            (await answer.Content.ReadFromJsonAsync<ApiProblem>(FactoryJson.Options))!.Code.ShouldBe(ErrorCodes.OriginRejected);
        }
    }

    [Fact]
    public async Task Check_OwnPage_IsAccepted()
    {
        await using var host = await ApiHost.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "api/runs");
        request.Headers.Host = $"localhost:{new Uri(host.Url).Port}";
        request.Headers.Add("Origin", $"http://localhost:{new Uri(host.Url).Port}");
        request.Headers.Add("Sec-Fetch-Site", "same-origin");

        (await host.Http.SendAsync(request)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }
}

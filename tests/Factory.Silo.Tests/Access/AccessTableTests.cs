using System.Net;
using System.Net.Http.Json;
using Factory.Client;
using Factory.Contracts.Api;
using Factory.Contracts.Errors;
using Factory.Contracts.Json;
using Factory.Silo.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace Factory.Silo.Tests.Access;

/// <summary>Everything that is mapped × whatever a request may carry. What is mapped anew is in it by itself.</summary>
public sealed class AccessTableTests
{
    private const string Open = "GET /api/health";
    private const string TokenOnly = "POST /api/sign-in/links";

    public enum Credential
    {
        None,
        WrongToken,
        TokenAsBasic,
        TokenWithoutScheme,
        Token,
        RotatedToken,
        Cookie,
        CookieOfFetch,
        CookieWithoutProof,
        CookieOfForeignPage,
        CookieOfOtherPort,
        CookieOfWrongSecret,
        CookieAfterRotation,
        CookieRevoked,
        CookieSignedOut,
        CookieExpired,
    }

    public static TheoryData<Credential> Credentials => [.. Enum.GetValues<Credential>()];

    [Theory, MemberData(nameof(Credentials))]
    public async Task Endpoint_EachCredential_IsAcceptedOrRejectedAsListed(Credential credential)
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var host = await ApiHost.StartAsync(time);
        var surfaces = host.Surfaces;
        surfaces.Count.ShouldBeGreaterThan(40);
        List<string> wrong = [];

        foreach (var format in surfaces)
        {
            using var client = FactoryClient.WithTokenProvider(host.Url, () => File.ReadAllText(host.TokenPath).Trim());
            using var request = format.Request();
            await CarryAsync(request, credential, host, client, time);
            using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false })
            {
                BaseAddress = new Uri(host.Url)
            };
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);

            var refusal = await RefusalAsync(answer);
            var expected = Expected(credential, format);
            if (refusal != expected)
            {
                wrong.Add($"{format}: {refusal ?? "admitted"} instead of {expected ?? "admitted"}");
            }
        }

        wrong.ShouldBeEmpty();
    }

    [Fact]
    public async Task Anonymous_OnlyHealth_Answers()
    {
        await using var host = await ApiHost.StartAsync();

        host.Surfaces.Where(format => format.AllowsAnybody).Select(format => format.ToString()).ShouldBe([Open]);
    }

    [Theory]
    [InlineData("GET", "")]
    [InlineData("GET", "api/nothing-here")]
    [InlineData("POST", "api/health")]
    [InlineData("DELETE", "api/runs")]
    public async Task Anonymous_UnknownPath_IsUnauthorized(string method, string path)
    {
        await using var host = await ApiHost.StartAsync();
        using var anonymous = new HttpClient { BaseAddress = new Uri(host.Url) };

        using var answer = await anonymous.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));

        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        answer.Headers.WwwAuthenticate.ToString().ShouldBe("Bearer");
        (await answer.Content.ReadFromJsonAsync<ApiProblem>(FactoryJson.Options))!.Hint.ShouldNotBeNull();
    }

    [Theory]
    [InlineData(null, "The request carries no access token.")]
    [InlineData("Basic eDp5", "The request carries no access token.")]
    [InlineData("Bearer wrong", "The request carries an access token that is not, or no longer, the one of this silo.")]
    public async Task Unauthorized_WrongOrMissingToken_IsToldApart(string? header, string expected)
    {
        await using var host = await ApiHost.StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri(host.Url) };
        using var request = new HttpRequestMessage(HttpMethod.Get, "api/runs");
        request.Headers.TryAddWithoutValidation("Authorization", header);

        using var answer = await http.SendAsync(request);

        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await answer.Content.ReadFromJsonAsync<ApiProblem>(FactoryJson.Options))!.Detail.ShouldBe(expected);
    }

    private static string? Expected(Credential credential, Surface format) => credential switch
    {
        Credential.CookieOfForeignPage or Credential.CookieOfOtherPort => ErrorCodes.OriginRejected,
        _ when format.ToString() == Open => null,
        Credential.Token => null,
        Credential.CookieWithoutProof when format.ChangesState => ErrorCodes.OriginRejected,
        Credential.Cookie or Credential.CookieOfFetch or Credential.CookieWithoutProof when format.ToString() != TokenOnly => null,
        _ => ErrorCodes.AccessTokenInvalid,
    };

    private static async Task CarryAsync(
        HttpRequestMessage request,
        Credential credential,
        ApiHost host,
        FactoryClient client,
        FakeTimeProvider time)
    {
        if (credential is Credential.None)
        {
            return;
        }

        var token = (await File.ReadAllTextAsync(host.TokenPath)).Trim();
        if (!credential.ToString().StartsWith("Cookie", StringComparison.Ordinal))
        {
            if (credential == Credential.RotatedToken)
            {
                await client.RotateTokenAsync();
            }

            request.Headers.TryAddWithoutValidation("Authorization", credential switch
            {
                Credential.WrongToken => $"Bearer {token}x",
                Credential.TokenAsBasic => $"Basic {token}",
                Credential.TokenWithoutScheme => token,
                _ => $"Bearer {token}",
            });
            return;
        }

        using var browser = await Browser.SignedInAsync(host.Url, client);
        var cookie = credential == Credential.CookieOfWrongSecret ? token : browser.Cookie;
        switch (credential)
        {
            case Credential.CookieAfterRotation:
                await client.RotateTokenAsync();
                break;
            case Credential.CookieRevoked:
                await client.RevokeSignInAsync((await client.ListSignInsAsync())[0].Id);
                break;
            case Credential.CookieSignedOut:
                (await browser.SendAsync(HttpMethod.Post, "sign-out")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
                break;
            case Credential.CookieExpired:
                time.Advance(TimeSpan.FromDays(30));
                break;
        }

        request.Headers.Add("Cookie", $"factory-sign-in={cookie}");
        switch (credential)
        {
            case Credential.CookieWithoutProof:
                break;
            case Credential.CookieOfForeignPage:
                request.Headers.Add("Origin", "http://evil.example");
                break;
            case Credential.CookieOfOtherPort:
                request.Headers.Add("Sec-Fetch-Site", "same-site");
                break;
            case Credential.CookieOfFetch:
                request.Headers.Add("Sec-Fetch-Site", "same-origin");
                break;
            default:
                request.Headers.Add("Origin", host.Url);
                break;
        }
    }

    /// <summary>The code with which access was refused; null when it was not.</summary>
    private static async Task<string?> RefusalAsync(HttpResponseMessage answer)
    {
        if (answer.StatusCode is not (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden))
        {
            return null;
        }

        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        var problem = (await answer.Content.ReadFromJsonAsync<ApiProblem>(FactoryJson.Options))!;
        problem.Status.ShouldBe((int)answer.StatusCode);
        return problem.Code;
    }
}

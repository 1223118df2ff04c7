using System.Security.Claims;
using System.Text.Encodings.Web;
using Factory.Contracts.Errors;
using Factory.Silo.Api;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Factory.Silo.Access;

/// <summary>
/// Admits a request by the access token, by a one-time link, or by the cookie that the link left. Surfaces only say <c>RequireAuthorization</c>;
/// what goes on and on ends with <see cref="AccessPass.Ended"/> of the request's <see cref="AccessPass"/>.
/// </summary>
/// <remarks>The base class gets no log: it writes a line for every request that is refused, and a monitor without a token would fill the files with them.</remarks>
internal sealed class FactoryAuthenticationHandler(IOptionsMonitor<AccessOptions> options, UrlEncoder encoder, AccessTokenStore keeper)
    : AuthenticationHandler<AccessOptions>(options, NullLoggerFactory.Instance, encoder)
{
    private const string TokenScheme = "Bearer ";
    private const string TokenHint = "Send 'Authorization: Bearer TOKEN'; the token is in the file 'token' of the data folder. For a browser: factory grains --open prints a link that signs it in.";

    private static readonly Problem TokenMissing = new(ErrorCodes.TokenMissing, "The request carries no valid access token.", TokenHint);
    private static readonly Problem TokenNeeded = new(ErrorCodes.TokenMissing, "This takes the access token itself; a sign-in is not enough.", TokenHint);
    private static readonly Problem LinkEnded = new(ErrorCodes.TokenMissing, "The link was used already, or it is too old.", "Make another one: factory grains --open");
    private static readonly Problem OriginMissing = new(
        ErrorCodes.OriginRefused,
        "A request that changes something and is signed in by a cookie must say that a page of this silo sent it.",
        "Browsers send 'Origin' or 'Sec-Fetch-Site: same-origin' by themselves; programs send the access token instead of the cookie.");

    private static readonly Problem LinkMisplaced = new(
        ErrorCodes.OriginRefused,
        "Nobody signs in under the name localhost: products are served under it, and a browser hands its cookies to every port of a name.",
        "Open the link as it was printed, with the IP address.");

    private Problem _refusal = TokenMissing;

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        string? header = Request.Headers.Authorization;
        return Task.FromResult(
            header is not null ? ByToken(header)
            : Request.Path.Equals(AccessOptions.LinkPath, StringComparison.OrdinalIgnoreCase) && Request.Query["code"].ToString() is { Length: > 0 } code ? ByLink(code)
            : ByCookie());
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties) => RefuseAsync(_refusal);

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) => RefuseAsync(TokenNeeded);

    private AuthenticateResult ByToken(string header) =>
        header.StartsWith(TokenScheme, StringComparison.OrdinalIgnoreCase) && keeper.Admit(header[TokenScheme.Length..].Trim()) is { } pass
            ? Admit(pass)
            : AuthenticateResult.Fail(TokenMissing.Message);

    private AuthenticateResult ByLink(string code)
    {
        if (string.Equals(Request.Host.Host, "localhost", StringComparison.OrdinalIgnoreCase))
        {
            _refusal = LinkMisplaced;
            return AuthenticateResult.Fail(LinkMisplaced.Message);
        }

        if (keeper.SignIns.Redeem(code, Request.Headers.UserAgent) is not { } redeemed)
        {
            // Who is signed in and loads the page of the link again is sent on.
            _refusal = LinkEnded;
            return ByCookie();
        }

        var cookie = Options.Cookie.Build(Context);
        cookie.MaxAge = Options.SignInLifetime;
        Response.Cookies.Append(Options.Cookie.Name!, redeemed.Secret, cookie);
        return Admit(redeemed.SignIn.Pass, redeemed.SignIn.Record.Id);
    }

    private AuthenticateResult ByCookie()
    {
        if (Request.Cookies[Options.Cookie.Name!] is not { Length: > 0 } secret || keeper.SignIns.Find(secret) is not { } signIn)
        {
            return AuthenticateResult.NoResult();
        }

        if (!IsSafe(Request.Method) && !IsSentByOwnPage())
        {
            _refusal = OriginMissing;
            return AuthenticateResult.Fail(OriginMissing.Message);
        }

        return Admit(signIn.Pass, signIn.Record.Id);
    }

    private AuthenticateResult Admit(AccessPass pass, string? signIn = null)
    {
        Context.Features.Set(pass);
        var identity = new ClaimsIdentity(signIn is null ? [] : [new Claim(AccessOptions.SignInClaim, signIn)], Scheme.Name);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Scheme.Name));
    }

    private static bool IsSafe(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method) || HttpMethods.IsTrace(method);

    // OriginRule has refused other values of both before.
    private bool IsSentByOwnPage() => Request.Headers.ContainsKey(HeaderNames.Origin) || Request.Headers["Sec-Fetch-Site"] == "same-origin";

    private Task RefuseAsync(Problem problem)
    {
        if (Problems.StatusOf(problem.Code) == StatusCodes.Status401Unauthorized)
        {
            Response.Headers.WWWAuthenticate = "Bearer";
        }

        return Problems.WriteAsync(Context, problem);
    }
}

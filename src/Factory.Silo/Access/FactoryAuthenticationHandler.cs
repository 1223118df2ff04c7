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
/// Authenticates a request by the access token, by a one-time link, or by the cookie that the link set. Endpoints only
/// declare <c>RequireAuthorization</c>; responses that stream without end stop with <see cref="AccessSession.Revoked"/>
/// of the request's <see cref="AccessSession"/>.
/// </summary>
/// <remarks>
/// The base class gets a null logger: it writes a line for every rejected request, and a monitor without a token would
/// fill the log files.
/// </remarks>
internal sealed class FactoryAuthenticationHandler(IOptionsMonitor<AccessOptions> options, UrlEncoder encoder, AccessTokenStore tokens)
    : AuthenticationHandler<AccessOptions>(options, NullLoggerFactory.Instance, encoder)
{
    private const string TokenScheme = "Bearer ";
    private const string TokenHint =
        "Send 'Authorization: Bearer TOKEN'; the token is in the file 'token' of the data folder. For a browser: factory grains --link " +
        "prints a link that signs it in.";

    private static readonly Problem TokenMissing = new(
        ErrorCodes.AccessTokenInvalid,
        "The request carries no access token.",
        TokenHint);
    private static readonly Problem TokenWrong = new(
        ErrorCodes.AccessTokenInvalid,
        "The request carries an access token that is not, or no longer, the one of this silo.",
        TokenHint);
    private static readonly Problem TokenRequired = new(
        ErrorCodes.AccessTokenInvalid,
        "This request requires the access token itself; a sign-in is not enough.",
        TokenHint);
    private static readonly Problem LinkExpired = new(
        ErrorCodes.AccessTokenInvalid,
        "The link was used before or has expired.",
        "Create another one: factory grains --link");
    private static readonly Problem OriginMissing = new(
        ErrorCodes.OriginRejected,
        "A request that changes something and is authenticated by a cookie must come from a page of this silo.",
        "Browsers send 'Origin' or 'Sec-Fetch-Site: same-origin' by themselves; programs send the access token instead of the cookie.");

    private static readonly Problem LinkOnLocalhost = new(
        ErrorCodes.OriginRejected,
        "Signing in under the name localhost is not possible: products are served under it, and a browser sends its cookies to every " +
        "port of a name.",
        "Open the link as it was printed, with the IP address.");

    private Problem _challengeProblem = TokenMissing;

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        // A header decides alone. If the cookie were tried after a rejected token, a program with an outdated token
        // would succeed or fail depending on cookies that it happens to send.
        string? header = Request.Headers.Authorization;
        return Task.FromResult(
            header is not null ? AuthenticateByToken(header)
            : Request.Path.Equals(AccessOptions.LinkPath, StringComparison.OrdinalIgnoreCase)
                && Request.Query["code"].ToString() is { Length: > 0 } code ? AuthenticateByLink(code)
            : AuthenticateByCookie());
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties) => WriteProblemAsync(_challengeProblem);

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) => WriteProblemAsync(TokenRequired);

    private AuthenticateResult AuthenticateByToken(string header)
    {
        if (!header.StartsWith(TokenScheme, StringComparison.OrdinalIgnoreCase))
        {
            return AuthenticateResult.Fail(TokenMissing.Message);
        }

        if (tokens.Authenticate(header[TokenScheme.Length..].Trim()) is { } pass)
        {
            return Succeed(pass);
        }

        _challengeProblem = TokenWrong;
        return AuthenticateResult.Fail(TokenWrong.Message);
    }

    private AuthenticateResult AuthenticateByLink(string code)
    {
        // Checked before the code is redeemed, so that the same link still works under the IP address.
        if (string.Equals(Request.Host.Host, "localhost", StringComparison.OrdinalIgnoreCase))
        {
            _challengeProblem = LinkOnLocalhost;
            return AuthenticateResult.Fail(LinkOnLocalhost.Message);
        }

        if (tokens.SignIns.Redeem(code, Request.Headers.UserAgent) is not { } redeemed)
        {
            // A browser that is signed in and opens the used link again is redirected as the first time.
            _challengeProblem = LinkExpired;
            return AuthenticateByCookie();
        }

        var cookie = Options.Cookie.Build(Context);
        cookie.MaxAge = Options.SignInLifetime;
        Response.Cookies.Append(Options.Cookie.Name!, redeemed.Secret, cookie);
        return Succeed(redeemed.SignIn.Session, redeemed.SignIn.Record.Id);
    }

    private AuthenticateResult AuthenticateByCookie()
    {
        if (Request.Cookies[Options.Cookie.Name!] is not { Length: > 0 } secret || tokens.SignIns.Find(secret) is not { } signIn)
        {
            return AuthenticateResult.NoResult();
        }

        // SameSite=Strict is not enough: ports do not separate sites, so a page that any other program serves on
        // 127.0.0.1 can send requests that carry this cookie.
        if (!IsSafeMethod(Request.Method) && !IsSameOrigin())
        {
            _challengeProblem = OriginMissing;
            return AuthenticateResult.Fail(OriginMissing.Message);
        }

        return Succeed(signIn.Session, signIn.Record.Id);
    }

    private AuthenticateResult Succeed(AccessSession pass, string? signIn = null)
    {
        Context.Features.Set(pass);
        var identity = new ClaimsIdentity(signIn is null ? [] : [new Claim(AccessOptions.SignInClaim, signIn)], Scheme.Name);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Scheme.Name));
    }

    private static bool IsSafeMethod(string method) =>
        HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method) || HttpMethods.IsTrace(method);

    // OriginPolicy has already rejected all other values of both headers.
    private bool IsSameOrigin() => Request.Headers.ContainsKey(HeaderNames.Origin) || Request.Headers["Sec-Fetch-Site"] == "same-origin";

    private Task WriteProblemAsync(Problem problem)
    {
        if (Problems.StatusOf(problem.Code) == StatusCodes.Status401Unauthorized)
        {
            Response.Headers.WWWAuthenticate = "Bearer";
        }

        return Problems.WriteAsync(Context, problem);
    }
}

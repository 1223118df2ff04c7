using System.Net;
using System.Security.Claims;
using System.Text;
using Factory.Contracts.Api;
using Factory.Contracts.Errors;
using Factory.Silo.Access;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace Factory.Silo.Api;

internal static class SignInEndpoints
{
    // Every silo has this page, whatever is configured.
    private const string DefaultPage = ApiReferencePage.Path;

    public static void MapSignIn(this IEndpointRouteBuilder app, IEndpointRouteBuilder api)
    {
        api.MapPost("sign-in/links", CreateLink)
            .WithTags("Access")
                .WithName("CreateSignInLink")
                .WithSummary("Creates a link that signs one browser in, once, within five minutes. Requires the access token itself.")
            .RequireAuthorization(AccessOptions.TokenPolicy).WithMetadata(new SecretResponseMetadata());
        api.MapGet("sign-ins", List).WithTags("Access").WithName("ListSignIns").WithSummary("Browsers that are signed in, newest first.");
        api.MapDelete("sign-ins/{id}", Revoke)
            .WithTags("Access")
            .WithName("RevokeSignIn")
            .WithSummary("Ends a sign-in and everything that it authenticated, at once.");
        app.MapGet(AccessOptions.LinkPath, CompleteSignIn)
            .WithTags("Access")
            .WithName("SignIn")
            .WithSummary("Redeems a link: sets the cookie and redirects to a page of the silo.")
            .Produces(StatusCodes.Status302Found);
        app.MapPost("/sign-out", SignOut).WithTags("Access").WithName("SignOut").WithSummary("Ends the sign-in that the request carries.");
    }

    private static ApiResult<SignInLink> CreateLink(
        [FromBody] CreateSignInLinkRequest? request,
        HttpContext context,
        [FromServices] AccessTokenStore tokens)
    {
        var returnUrl = ValidateReturnUrl(request?.ReturnUrl);
        var (code, expiresAt) = tokens.SignIns.CreateLink(context.Features.Get<AccessSession>()!);
        context.Response.Headers.CacheControl = "no-store";
        var address = UriHelper.BuildAbsolute(
            "http",
            OwnHost(context),
            path: AccessOptions.LinkPath,
            query: QueryString.Create("code", code).Add("returnUrl", returnUrl));
        return new SignInLink(address, expiresAt);
    }

    // The authentication handler has redeemed the code by now, and rejected the request when it was not valid.
    private static RedirectHttpResult CompleteSignIn(string? returnUrl, HttpResponse response)
    {
        response.Headers.CacheControl = "no-store";
        return TypedResults.LocalRedirect(ValidateReturnUrl(returnUrl));
    }

    private static ApiResult<IReadOnlyList<SignInView>> List(ClaimsPrincipal user, [FromServices] AccessTokenStore tokens) =>
        ApiResult<IReadOnlyList<SignInView>>.Ok([.. tokens.SignIns.List().Select(record => View(record, user))]);

    private static ApiResult<SignInView> Revoke(string id, ClaimsPrincipal user, [FromServices] AccessTokenStore tokens) =>
        tokens.SignIns.Revoke(id) is { } record
            ? View(record, user)
            : new Problem(ErrorCodes.NotFound, $"There is no sign-in {RequestValidation.Shorten(id)}.", "GET /api/sign-ins lists them.");

    private static NoContent SignOut(
        HttpContext context,
        [FromServices] AccessTokenStore tokens,
        [FromServices] IOptionsMonitor<AccessOptions> options)
    {
        if (IdOf(context.User) is { } id)
        {
            tokens.SignIns.Revoke(id);
            var cookie = options.Get(AccessOptions.Scheme).Cookie;
            context.Response.Cookies.Delete(cookie.Name!, cookie.Build(context));
        }

        return TypedResults.NoContent();
    }

    private static SignInView View(
        SignInRecord record,
        ClaimsPrincipal user) => new(record.Id, record.CreatedAt, record.ExpiresAt, record.UserAgent, record.Id == IdOf(user));

    private static string? IdOf(ClaimsPrincipal user) => user.FindFirstValue(AccessOptions.SignInClaim);

    private static string ValidateReturnUrl(string? returnUrl) =>
        // Checked when the link is created and again when it is opened, because its query can be edited. IsLocalUrl
        // stops redirects to other servers; it also accepts "~/", which is no path of this silo, and text that is not
        // ASCII, which the server cannot send in a Location header.
        string.IsNullOrEmpty(returnUrl) ? DefaultPage
        : returnUrl.StartsWith('/') && Ascii.IsValid(returnUrl) && RedirectHttpResult.IsLocalUrl(returnUrl) ? returnUrl
        : throw RequestValidation.InvalidRequest(
            "returnUrl must be a page of this silo, escaped as in an address.",
            "For example: /grains/orleans");

    // The IP address, not the host name of the request: see AccessOptions.Cookie.
    private static HostString OwnHost(HttpContext context) =>
        new(new IPEndPoint(context.Connection.LocalIpAddress!, context.Connection.LocalPort).ToString());
}

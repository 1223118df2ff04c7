using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;

namespace Factory.Silo.Access;

/// <summary>Options of authentication: the names of its parts, the cookie and the lifetimes.</summary>
internal sealed class AccessOptions : AuthenticationSchemeOptions
{
    /// <value>Name of the one authentication scheme.</value>
    public const string Scheme = "Factory";

    /// <value>Name of the authorization policy that requires the access token itself; a sign-in is not enough.</value>
    public const string TokenPolicy = "token";

    /// <value>Claim that holds the id of the sign-in; missing where the token was sent.</value>
    public const string SignInClaim = "sign-in";

    /// <value>The path that a one-time link opens.</value>
    public const string LinkPath = "/sign-in";

    /// <summary>The cookie of a sign-in.</summary>
    /// <remarks>
    /// Not <c>Secure</c>: the silo serves HTTP on loopback, and not every browser sends secure cookies there. Cookies
    /// are not bound to a port, so every server under the same host name receives it:
    /// links therefore use the IP address, and products are only served as <c>localhost</c>.
    /// </remarks>
    public CookieBuilder Cookie { get; } = new()
    {
        Name = "factory-sign-in",
        Path = "/",
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        SecurePolicy = CookieSecurePolicy.None,
        IsEssential = true,
    };

    /// <summary>How long a sign-in lasts.</summary>
    /// <value>Default 30 days; at most 49.</value>
    public TimeSpan SignInLifetime { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How long a link can be used.</summary>
    /// <value>Default 5 minutes; at most 1 hour.</value>
    public TimeSpan LinkLifetime { get; set; } = TimeSpan.FromMinutes(5);
}

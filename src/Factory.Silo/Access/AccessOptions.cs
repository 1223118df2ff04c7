using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;

namespace Factory.Silo.Access;

/// <summary>How people and programs sign in.</summary>
internal sealed class AccessOptions : AuthenticationSchemeOptions
{
    /// <value>Name of the one authentication scheme.</value>
    public const string Scheme = "Factory";

    /// <value>Name of the policy of what takes the token itself, not a sign-in.</value>
    public const string TokenPolicy = "token";

    /// <value>Claim that holds the id of the sign-in; missing where the token was sent.</value>
    public const string SignInClaim = "sign-in";

    /// <value>Where a one-time link leads.</value>
    public const string LinkPath = "/sign-in";

    /// <summary>The cookie of a sign-in.</summary>
    /// <remarks>
    /// Not <c>Secure</c>: the silo speaks HTTP on loopback, and not every browser sends such a cookie there. Cookies do not know ports, so every server under the same host name gets it:
    /// links lead to the IP address, and products are only served as <c>localhost</c>.
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

    /// <value>How long a sign-in lasts. 30 days; at most 49.</value>
    public TimeSpan SignInLifetime { get; set; } = TimeSpan.FromDays(30);

    /// <value>How long a link can be used. 5 minutes.</value>
    public TimeSpan LinkLifetime { get; set; } = TimeSpan.FromMinutes(5);
}

using Factory.Domain.Configuration;
using Factory.Silo.Api;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Factory.Silo.Access;

/// <summary>
/// Registers authentication and authorization. Every endpoint requires the access token or a sign-in, unless it is
/// marked <c>AllowAnonymous</c>.
/// </summary>
internal static class AccessServiceCollectionExtensions
{
    // Not AddAuthentication: it adds data protection, which nothing here uses and which writes keys into the home
    // folder at every start.
    public static IServiceCollection AddFactoryAccess(this IServiceCollection services)
    {
        services.AddAuthenticationCore(authentication => authentication.DefaultScheme = AccessOptions.Scheme).AddWebEncoders();
        new AuthenticationBuilder(services).AddScheme<AccessOptions, FactoryAuthenticationHandler>(
            AccessOptions.Scheme,
            configureOptions: null);
        services.AddOptions<AccessOptions>(AccessOptions.Scheme).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<AccessOptions>, AccessOptionsValidator>());
        services.AddAuthorizationBuilder()
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build())
            .AddPolicy(
                AccessOptions.TokenPolicy,
                policy =>
                    policy.RequireAuthenticatedUser()
                        .RequireAssertion(context => !context.User.HasClaim(claim => claim.Type == AccessOptions.SignInClaim)));
        services.TryAddSingleton(s =>
            AccessTokenStore.Open(
                s.GetRequiredService<FactoryPaths>(),
                s.GetRequiredService<IOptionsMonitor<AccessOptions>>().Get(AccessOptions.Scheme),
                s.GetRequiredService<TimeProvider>()));
        return services;
    }

    /// <summary>
    /// Rejects requests that a page of another site sends through the operator's browser, whatever credentials they
    /// carry.
    /// </summary>
    public static IApplicationBuilder UseOriginPolicy(this IApplicationBuilder app) =>
        app.Use(next => context => OriginPolicy.Check(context) is { } problem ? Problems.WriteAsync(context, problem) : next(context));
}

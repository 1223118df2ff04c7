using Factory.Contracts.Errors;
using Factory.Contracts.Keys;
using Factory.Contracts.Metering;

namespace Factory.Domain.Keys;

/// <summary>Which keys may be made, and what they are now.</summary>
public static class VirtualKeyRules
{
    private const int MaxNameLength = 40;
    private static readonly Usd MaxBudget = new(1_000_000);
    private static readonly TimeSpan MinLifetime = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan MaxLifetime = TimeSpan.FromDays(3650);

    /// <summary>Why the key cannot be made; null when it can.</summary>
    public static Problem? Validate(VirtualKeysState ring, CreateKey request)
    {
        if (request.Name is not { Length: > 0 and <= MaxNameLength } name || name.Any(c => c is not ((>= 'a' and <= 'z') or (>= '0' and <= '9') or '-')) || name[0] == '-' || name[^1] == '-')
        {
            return new Problem(ErrorCodes.InvalidRequest, $"A key's name has 1 to {MaxNameLength} lower-case letters, digits and dashes, first and last no dash.");
        }

        if (ring.Keys.Any(k => k.Name == name))
        {
            return new Problem(ErrorCodes.KeyExists, $"There is or was a key '{name}'; its spending goes by that name.", "Choose another name. See all with: factory key list");
        }

        if (request.Budget <= Usd.Zero || request.Budget > MaxBudget)
        {
            return new Problem(ErrorCodes.InvalidRequest, "A key's budget is more than 0 and at most 1,000,000 USD.");
        }

        if (request.ExpiresIn is { } expires && (expires < MinLifetime || expires > MaxLifetime))
        {
            return new Problem(ErrorCodes.InvalidRequest, "A key lives 1 minute to 10 years.", "Leave the expiry out for one that lives until it is revoked.");
        }

        // A list that came over the wire may hold nothing at a place.
        return request.Models.Select(m => m ?? "").FirstOrDefault(m => m.IndexOf('/', StringComparison.Ordinal) is <= 0 || m.EndsWith('/')) is { } wrong
            ? new Problem(ErrorCodes.InvalidRequest, $"'{wrong}' is no model: it must look like provider/model.", "See: factory models")
            : null;
    }

    /// <summary>The key as the API returns it.</summary>
    public static KeyView ToView(NamedKey key, Usd cap, Usd spent, DateTimeOffset now) =>
        new(key.Name, key.LastFour, cap, spent, key.Models, key.CreatedAt, key.ExpiresAt, key.RevokedAt, StatusOf(key, now));

    /// <summary>Whether it is valid.</summary>
    public static KeyStatus StatusOf(NamedKey key, DateTimeOffset now) =>
        key.RevokedAt is not null ? KeyStatus.Revoked : key.ExpiresAt <= now ? KeyStatus.Expired : KeyStatus.Active;
}

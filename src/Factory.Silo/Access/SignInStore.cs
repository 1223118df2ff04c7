using System.Security.Cryptography;
using Factory.Contracts.Errors;

namespace Factory.Silo.Access;

/// <summary>Links that sign a browser in once, and the sign-ins that came of them. Sign-ins outlive a restart, links do not.</summary>
/// <remarks>Thread-safe. One lock around links and sign-ins: a link is used once, and nothing that a replaced token opened appears after <see cref="Reset"/>.</remarks>
internal sealed class SignInStore : IDisposable
{
    private const int MaxLinks = 100;
    private const int MaxSignIns = 100;
    private const int MaxUserAgentLength = 200;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, DateTimeOffset> _links = []; // By hash of the code: when it ends.
    private readonly Dictionary<string, SignIn> _signIns; // By hash of the cookie's secret.
    private readonly AccessOptions _options;
    private readonly SignInFile _file;
    private readonly TimeProvider _time;
    private AccessToken _token;

    /// <summary>Takes up what is kept.</summary>
    /// <exception cref="FactoryException"><c>data.unusable</c> when it cannot be read.</exception>
    public SignInStore(AccessToken token, SignInFile file, AccessOptions options, TimeProvider time)
    {
        (_token, _file, _time, _options) = (token, file, time, options);
        var now = time.GetUtcNow();
        _signIns = file.Load(token).Where(record => record.ExpiresAt > now).ToDictionary(record => record.Hash, record => new SignIn(record, new AccessSession(Left(record), time)));

        // A clock that was set back leaves more than a sign-in ever had, and more than a timer can wait.
        TimeSpan Left(SignInRecord record) => record.ExpiresAt - now < options.SignInLifetime ? record.ExpiresAt - now : options.SignInLifetime;
    }

    /// <summary>A code that signs one browser in.</summary>
    /// <param name="pass">What the request was admitted with.</param>
    /// <exception cref="FactoryException"><c>access.token_invalid</c> when that was replaced in between.</exception>
    public (string Code, DateTimeOffset ExpiresAt) CreateLink(AccessSession pass)
    {
        var code = Secret.Generate();
        var now = _time.GetUtcNow();
        lock (_lock)
        {
            if (pass.Revoked.IsCancellationRequested)
            {
                throw new FactoryException(ErrorCodes.AccessTokenInvalid, "The access token was replaced a moment ago.", "Read it again from the file 'token' of the data folder.");
            }

            RemoveLinks(now);
            return (code, _links[Secret.Hash(code)] = now + _options.LinkLifetime);
        }
    }

    /// <summary>Uses a code up.</summary>
    /// <param name="client">How the browser calls itself.</param>
    /// <returns>The sign-in and the secret of its cookie; null for a code that is unknown, used or too old.</returns>
    /// <exception cref="FactoryException"><c>data.unusable</c> when the sign-in cannot be kept; the code is used up all the same.</exception>
    public (SignIn SignIn, string Secret)? Redeem(string code, string? client)
    {
        var now = _time.GetUtcNow();
        lock (_lock)
        {
            if (!_links.Remove(Secret.Hash(code), out var expires) || expires <= now)
            {
                return null;
            }

            var secret = Secret.Generate();
            var lifetime = _options.SignInLifetime;
            var record = new SignInRecord(RandomNumberGenerator.GetHexString(16, lowercase: true), Secret.Hash(secret), now, now + lifetime, client is { Length: > MaxUserAgentLength } ? client[..MaxUserAgentLength] : client);
            var signIn = new SignIn(record, new AccessSession(lifetime, _time));
            IReadOnlyList<SignIn> kept = [.. ActiveSignIns(now).Take(MaxSignIns - 1), signIn];
            _file.Save(_token, kept.Select(entry => entry.Record));
            RemoveSignIns(_signIns.Values.Except(kept));
            _signIns.Add(record.Hash, signIn);
            return (signIn, secret);
        }
    }

    /// <summary>The sign-in that this secret is of; null when there is none or it has ended.</summary>
    public SignIn? Find(string secret)
    {
        var hash = Secret.Hash(secret);
        lock (_lock)
        {
            return _signIns.TryGetValue(hash, out var signIn) && signIn.Record.ExpiresAt > _time.GetUtcNow() ? signIn : null;
        }
    }

    /// <summary>Who is signed in, newest first.</summary>
    public IReadOnlyList<SignInRecord> List()
    {
        lock (_lock)
        {
            return [.. ActiveSignIns(_time.GetUtcNow()).Select(signIn => signIn.Record)];
        }
    }

    /// <summary>Ends a sign-in and what was opened with it.</summary>
    /// <returns>What it was; null when there is none of this id.</returns>
    /// <exception cref="FactoryException"><c>data.unusable</c> when that cannot be kept; the sign-in then goes on.</exception>
    public SignInRecord? Revoke(string id)
    {
        lock (_lock)
        {
            if (_signIns.Values.FirstOrDefault(signIn => signIn.Record.Id == id) is not { } revoked)
            {
                return null;
            }

            _file.Save(_token, _signIns.Values.Where(signIn => signIn != revoked).Select(signIn => signIn.Record));
            RemoveSignIns([revoked]);
            return revoked.Record;
        }
    }

    /// <summary>Ends all links and sign-ins, because the token was replaced.</summary>
    /// <remarks>Nothing needs to be written for it: what the file holds was kept under the old token and counts no more.</remarks>
    public void Reset(AccessToken token)
    {
        lock (_lock)
        {
            _token = token;
            _links.Clear();
            RemoveSignIns(_signIns.Values);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var signIn in _signIns.Values)
        {
            signIn.Session.Dispose();
        }
    }

    private IEnumerable<SignIn> ActiveSignIns(DateTimeOffset now) =>
        _signIns.Values.Where(signIn => signIn.Record.ExpiresAt > now).OrderByDescending(signIn => signIn.Record.CreatedAt);

    private void RemoveSignIns(IEnumerable<SignIn> signIns)
    {
        foreach (var signIn in signIns.ToArray())
        {
            _signIns.Remove(signIn.Record.Hash);
            signIn.Session.Revoke();
        }
    }

    private void RemoveLinks(DateTimeOffset now)
    {
        foreach (var (hash, _) in _links.OrderByDescending(link => link.Value).Where((link, index) => link.Value <= now || index >= MaxLinks - 1).ToArray())
        {
            _links.Remove(hash);
        }
    }
}

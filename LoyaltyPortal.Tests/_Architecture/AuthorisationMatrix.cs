namespace LoyaltyPortal.Tests.Architecture;

/// <summary>Who asks for a page. Everybody but the first is signed in; the staff and the member belong to the merchant in the address.</summary>
[Flags]
public enum Who
{
    None = 0,
    Anonymous = 1,

    /// <summary>Signed in, with no place at that merchant.</summary>
    Stranger = 2,
    Member = 4,
    Owner = 8,
    Manager = 16,
    Marketer = 32,
    Cashier = 64,
    Support = 128,

    /// <summary>A platform operator without a place at that merchant.</summary>
    Operator = 256,

    Staff = Owner | Manager | Marketer | Cashier | Support,
    SignedIn = Stranger | Member | Staff | Operator,
    Everybody = Anonymous | SignedIn,
}

/// <summary>Who may open what: one row per route. A route that is not here fails the tests, and so does a row without a route.</summary>
internal static class AuthorisationMatrix
{
    public static readonly IReadOnlyDictionary<string, Who> Rows = new Dictionary<string, Who>(StringComparer.Ordinal)
    {
        // Public
        ["/"] = Who.Everybody,
        ["/account/sign-in"] = Who.Everybody,
        ["/account/sign-out"] = Who.Everybody,
        ["/account/forgot"] = Who.Everybody,
        ["/account/reset"] = Who.Everybody,
        ["/account/register-merchant"] = Who.Everybody,
        ["/account/demo"] = Who.Everybody,
        ["/account/code"] = Who.Everybody,
        ["/account/passkeys/request"] = Who.Everybody,
        ["/account/passkeys/sign-in"] = Who.Everybody,
        ["/culture/set"] = Who.Everybody,
        ["/not-found"] = Who.Everybody,
        ["/problem/{Code:int}"] = Who.Everybody,
        ["/{**path:file}"] = Who.Everybody, // the framework's answer for a file that is not there
        ["/dev/gallery"] = Who.Everybody,
        ["/dev/public"] = Who.Everybody,
        ["/dev/wallet"] = Who.Everybody,
        ["/join/{Merchant}"] = Who.Everybody,
        ["/r/{Merchant}/{Code}"] = Who.Everybody,
        ["/r/{Merchant}/images/{id:long}"] = Who.Everybody, // a reward's picture
        ["/offline-card"] = Who.Everybody, // holds nobody's data
        ["/w/{Merchant}/manifest.webmanifest"] = Who.Everybody,
        ["/w/{Merchant}/icon.svg"] = Who.Everybody,
        ["/w/{Merchant}/icon-maskable.svg"] = Who.Everybody,
        ["/c/{token}"] = Who.Everybody, // a link in a letter
        ["/badge/{Merchant}/{Token}"] = Who.Everybody, // a badge that its member shows
        ["/badge/{merchant}/{token}/picture.png"] = Who.Everybody,
        ["/s/{Merchant}/{Code}"] = Who.Everybody, // a survey by the link of a letter
        ["/s/{Merchant}/at/{Store}"] = Who.Everybody, // the same by the code that hangs in a store
        ["/openapi/{documentName}.json"] = Who.Everybody, // says what the API is, and nothing of anybody
        ["/healthz/live"] = Who.Everybody,
        ["/healthz/ready"] = Who.Everybody,

        // Programs: no sign-in opens these, and none is asked for. ApiEndpointTests shows that each asks for a key and its scope.
        ["/api/v1/stores"] = Who.Everybody,
        ["/api/v1/quotes"] = Who.Everybody,
        ["/api/v1/purchases"] = Who.Everybody,
        ["/api/v1/purchases/{id}"] = Who.Everybody,
        ["/api/v1/purchases/{id}/return-quotes"] = Who.Everybody,
        ["/api/v1/purchases/{id}/returns"] = Who.Everybody,
        ["/api/v1/members"] = Who.Everybody,
        ["/api/v1/members/{id}"] = Who.Everybody,
        ["/api/v1/members/{id}/account"] = Who.Everybody,
        ["/api/v1/members/{id}/entries"] = Who.Everybody,
        ["/api/v1/members/{id}/referrals"] = Who.Everybody,
        ["/api/v1/members/{id}/rewards"] = Who.Everybody,
        ["/api/v1/point-holds"] = Who.Everybody,
        ["/api/v1/point-holds/{id}"] = Who.Everybody,
        ["/api/v1/redemptions"] = Who.Everybody,
        ["/api/v1/redemptions/{id}/commit"] = Who.Everybody,
        ["/api/v1/redemptions/{id}/release"] = Who.Everybody,
        ["/api/v1/vouchers/validate"] = Who.Everybody,
        ["/api/v1/vouchers/burn"] = Who.Everybody,
        ["/api/v1/rewards"] = Who.Everybody,
        ["/api/v1/actions"] = Who.Everybody,
        ["/api/v1/surveys"] = Who.Everybody,
        ["/api/v1/survey-answers"] = Who.Everybody,
        ["/api/v1/access-checks"] = Who.Everybody,
        ["/api/v1/webhooks"] = Who.Everybody,
        ["/api/v1/webhooks/{id}"] = Who.Everybody,

        // One's own sign-in
        ["/account"] = Who.SignedIn,
        ["/account/passkeys/options"] = Who.SignedIn,
        ["/account/passkeys/add"] = Who.SignedIn,
        ["/account/passkeys/remove"] = Who.SignedIn,

        // Staff
        ["/m/{Merchant}"] = Who.Staff,
        ["/m/{Merchant}/till"] = Who.Owner | Who.Manager | Who.Cashier | Who.Support,
        ["/m/{Merchant}/till/return"] = Who.Owner | Who.Manager | Who.Cashier | Who.Support,
        ["/m/{Merchant}/till/action"] = Who.Owner | Who.Manager | Who.Cashier | Who.Support,
        ["/m/{Merchant}/till/voucher"] = Who.Owner | Who.Manager | Who.Cashier | Who.Support,
        ["/m/{Merchant}/members"] = Who.Owner | Who.Manager | Who.Marketer | Who.Support,
        ["/m/{Merchant}/members/new"] = Who.Owner | Who.Manager | Who.Support,
        ["/m/{Merchant}/members/{Id:long}"] = Who.Owner | Who.Manager | Who.Marketer | Who.Support,
        ["/m/{Merchant}/members/{Id:long}/adjust"] = Who.Owner | Who.Manager,
        ["/m/{Merchant}/members/{Id:long}/transfer"] = Who.Owner | Who.Manager,
        ["/m/{Merchant}/members/{Id:long}/merge"] = Who.Owner | Who.Manager,
        ["/m/{Merchant}/approvals"] = Who.Owner | Who.Manager,
        ["/m/{Merchant}/programme"] = Who.Owner | Who.Manager | Who.Marketer,
        ["/m/{Merchant}/programme/edit"] = Who.Owner | Who.Manager,
        ["/m/{Merchant}/programme/history"] = Who.Owner | Who.Manager | Who.Marketer,
        ["/m/{Merchant}/programme/trial"] = Who.Owner | Who.Manager,
        ["/m/{Merchant}/programme/trial/{Id:long}"] = Who.Owner | Who.Manager,
        ["/m/{Merchant}/programme/trial/{Id:long}/members/{MemberId:long}"] = Who.Owner | Who.Manager,
        ["/m/{Merchant}/programme/past"] = Who.Owner | Who.Manager,
        ["/m/{Merchant}/programme/past/{Id:long}"] = Who.Owner | Who.Manager,
        ["/m/{Merchant}/till/door"] = Who.Owner | Who.Manager | Who.Cashier | Who.Support,
        ["/m/{Merchant}/events"] = Who.Owner | Who.Manager | Who.Marketer,
        ["/m/{Merchant}/events/new"] = Who.Owner | Who.Manager,
        ["/m/{Merchant}/events/{Id:long}"] = Who.Owner | Who.Manager | Who.Marketer,
        ["/m/{Merchant}/events/{Id:long}/edit"] = Who.Owner | Who.Manager,
        ["/m/{Merchant}/events/{id:long}/attendees.csv"] = Who.Owner | Who.Manager | Who.Marketer | Who.Support,
        ["/m/{Merchant}/events/access"] = Who.Owner | Who.Manager | Who.Marketer,
        ["/m/{Merchant}/surveys"] = Who.Owner | Who.Manager | Who.Marketer,
        ["/m/{Merchant}/surveys/new"] = Who.Owner | Who.Manager,
        ["/m/{Merchant}/surveys/{Id:long}"] = Who.Owner | Who.Manager | Who.Marketer,
        ["/m/{Merchant}/surveys/{Id:long}/edit"] = Who.Owner | Who.Manager,
        ["/m/{Merchant}/surveys/{Id:long}/import"] = Who.Owner | Who.Manager,
        ["/m/{Merchant}/surveys/{id:long}/answers.csv"] = Who.Owner | Who.Manager | Who.Marketer,
        ["/m/{Merchant}/referrals"] = Who.Owner | Who.Manager | Who.Marketer,
        ["/m/{Merchant}/referrals/review"] = Who.Owner | Who.Manager | Who.Support,
        ["/m/{Merchant}/referrals/terms"] = Who.Owner | Who.Manager | Who.Marketer,
        ["/m/{Merchant}/rewards"] = Who.Owner | Who.Manager | Who.Marketer,
        ["/m/{Merchant}/rewards/new"] = Who.Owner | Who.Manager | Who.Marketer,
        ["/m/{Merchant}/rewards/{Id:long}"] = Who.Owner | Who.Manager | Who.Marketer,
        ["/m/{Merchant}/badges"] = Who.Owner | Who.Manager | Who.Marketer,
        ["/m/{Merchant}/badges/{Which}"] = Who.Owner | Who.Manager,
        ["/m/{Merchant}/challenges"] = Who.Owner | Who.Manager | Who.Marketer,
        ["/m/{Merchant}/challenges/{Which}"] = Who.Owner | Who.Manager,
        ["/m/{Merchant}/segments"] = Who.Owner | Who.Manager | Who.Marketer,
        ["/m/{Merchant}/segments/new"] = Who.Owner | Who.Manager | Who.Marketer,
        ["/m/{Merchant}/segments/{Id:long}"] = Who.Owner | Who.Manager | Who.Marketer,
        ["/m/{Merchant}/segments/{Id:long}/edit"] = Who.Owner | Who.Manager | Who.Marketer,
        ["/m/{Merchant}/segments/{id:long}/members.{kind}"] = Who.Owner | Who.Manager | Who.Marketer,
        ["/m/{Merchant}/reports/liability/estimate"] = Who.Owner | Who.Manager | Who.Marketer,
        ["/m/{Merchant}/reports"] = Who.Owner | Who.Manager | Who.Marketer,
        ["/m/{Merchant}/reports/{Report}"] = Who.Owner | Who.Manager | Who.Marketer,
        ["/m/{Merchant}/reports/{report}/figures.{kind}"] = Who.Owner | Who.Manager | Who.Marketer,
        ["/m/{Merchant}/reports/members-behind"] = Who.Owner | Who.Manager | Who.Marketer,
        ["/m/{Merchant}/reports/members-behind/members.{kind}"] = Who.Owner | Who.Manager | Who.Marketer,
        ["/m/{Merchant}/imports"] = Who.Owner | Who.Manager,
        ["/m/{Merchant}/imports/{Id:long}"] = Who.Owner | Who.Manager,
        ["/m/{Merchant}/imports/{id:long}/problems.csv"] = Who.Owner | Who.Manager,
        ["/m/{Merchant}/settings"] = Who.Owner | Who.Manager,
        ["/m/{Merchant}/settings/stores"] = Who.Owner | Who.Manager,
        ["/m/{Merchant}/settings/staff"] = Who.Owner,
        ["/m/{Merchant}/settings/api-keys"] = Who.Owner | Who.Manager,
        ["/m/{Merchant}/settings/webhooks"] = Who.Owner | Who.Manager,
        ["/m/{Merchant}/settings/connect"] = Who.Owner | Who.Manager,
        ["/m/{Merchant}/settings/audit"] = Who.Owner | Who.Manager,
        ["/m/{Merchant}/settings/integrity"] = Who.Owner | Who.Manager,
        ["/m/{Merchant}/settings/demo"] = Who.Owner | Who.Manager,

        // The member
        ["/w/{Merchant}"] = Who.Member,
        ["/w/{Merchant}/rewards"] = Who.Member,
        ["/w/{Merchant}/rewards/{Id:long}"] = Who.Member,
        ["/w/{Merchant}/vouchers"] = Who.Member,
        ["/w/{Merchant}/vouchers/{Code}"] = Who.Member,
        ["/w/{Merchant}/earn"] = Who.Member,
        ["/w/{Merchant}/events"] = Who.Member,
        ["/w/{Merchant}/events/{Id:long}"] = Who.Member,
        ["/w/{Merchant}/events/{id:long}/calendar.ics"] = Who.Member,
        ["/w/{Merchant}/badges"] = Who.Member,
        ["/w/{Merchant}/badges/{Id:long}"] = Who.Member,
        ["/w/{Merchant}/challenges"] = Who.Member,
        ["/w/{Merchant}/history"] = Who.Member,
        ["/w/{Merchant}/give"] = Who.Member,
        ["/w/{Merchant}/invite"] = Who.Member,
        ["/w/{Merchant}/device"] = Who.Member,
        ["/w/{Merchant}/me"] = Who.Member,
        ["/w/{Merchant}/me/data.zip"] = Who.Member,
    };
}

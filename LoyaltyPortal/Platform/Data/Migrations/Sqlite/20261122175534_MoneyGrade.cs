using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace LoyaltyPortal.Platform.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class MoneyGrade : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Purchases_MemberId_OccurredAt",
                table: "Purchases");

            migrationBuilder.DropIndex(
                name: "IX_PurchaseReturns_MemberId_OccurredAt",
                table: "PurchaseReturns");

            migrationBuilder.AddColumn<string>(
                name: "Currency",
                table: "Purchases",
                type: "TEXT",
                maxLength: 3,
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "CurrencyNet",
                table: "Purchases",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "CurrencyReturnedNet",
                table: "Purchases",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "EntryAccountId",
                table: "Purchases",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "LotSequence",
                table: "Purchases",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "PaidWithPoints",
                table: "Purchases",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "PointsRedeemed",
                table: "Purchases",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "PointsRestored",
                table: "Purchases",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "RateBillionths",
                table: "Purchases",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Currency",
                table: "PurchaseReturns",
                type: "TEXT",
                maxLength: 3,
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "CurrencyNet",
                table: "PurchaseReturns",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "PaidWithPoints",
                table: "PurchaseReturns",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "PointsRestored",
                table: "PurchaseReturns",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "EntryAccountId",
                table: "PurchaseReturnLines",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "PaidWithPoints",
                table: "PurchaseReturnLines",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "PointsRestored",
                table: "PurchaseReturnLines",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "PaidWithPoints",
                table: "PurchaseLines",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "PointsRedeemed",
                table: "PurchaseLines",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "OpenFrom",
                table: "PointsAccounts",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "MergedInto",
                table: "Members",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "Amount",
                table: "MemberActions",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "EntrySequence",
                table: "MemberActions",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Evidence",
                table: "MemberActions",
                type: "TEXT",
                maxLength: 1000,
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "EvidenceKind",
                table: "MemberActions",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Explanation",
                table: "MemberActions",
                type: "TEXT",
                maxLength: -1,
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "ReportedBy",
                table: "MemberActions",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "Source",
                table: "MemberActions",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "SourceEvent",
                table: "MemberActions",
                type: "TEXT",
                maxLength: 80,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Subject",
                table: "MemberActions",
                type: "TEXT",
                maxLength: 200,
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "IsUsedUp",
                table: "Lots",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<long>(
                name: "AvailableFrom",
                table: "LedgerEntries",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "EarnedAt",
                table: "LedgerEntries",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "ExpiresAt",
                table: "LedgerEntries",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "ExtendsTo",
                table: "LedgerEntries",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "GraceUntil",
                table: "LedgerEntries",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "RefersTo",
                table: "LedgerEntries",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "BirthdayRuns",
                columns: table => new
                {
                    MerchantId = table.Column<int>(type: "INTEGER", nullable: false),
                    Day = table.Column<int>(type: "INTEGER", nullable: false),
                    Version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_BirthdayRuns", x => x.MerchantId);
                });

            migrationBuilder.CreateTable(
                name: "BooksProofs",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false),
                    MerchantId = table.Column<int>(type: "INTEGER", nullable: false),
                    State = table.Column<int>(type: "INTEGER", nullable: false),
                    AskedBy = table.Column<long>(type: "INTEGER", nullable: true),
                    AskedByName = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    AskedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    EndedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    LeaseOwner = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    LeasedUntil = table.Column<long>(type: "INTEGER", nullable: true),
                    AccountsInAll = table.Column<long>(type: "INTEGER", nullable: false),
                    Accounts = table.Column<long>(type: "INTEGER", nullable: false),
                    Entries = table.Column<long>(type: "INTEGER", nullable: false),
                    Lots = table.Column<long>(type: "INTEGER", nullable: false),
                    Allocations = table.Column<long>(type: "INTEGER", nullable: false),
                    Purchases = table.Column<long>(type: "INTEGER", nullable: false),
                    Returns = table.Column<long>(type: "INTEGER", nullable: false),
                    Figures = table.Column<long>(type: "INTEGER", nullable: false),
                    Part = table.Column<int>(type: "INTEGER", nullable: true),
                    Table = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    Key = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    What = table.Column<string>(type: "TEXT", maxLength: -1, nullable: true),
                    Expected = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    Found = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    MemberId = table.Column<long>(type: "INTEGER", nullable: true),
                    Version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_BooksProofs", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "LadderSweeps",
                columns: table => new
                {
                    MerchantId = table.Column<int>(type: "INTEGER", nullable: false),
                    Stamp = table.Column<long>(type: "INTEGER", nullable: false),
                    UpTo = table.Column<long>(type: "INTEGER", nullable: false),
                    IsDone = table.Column<bool>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_LadderSweeps", x => x.MerchantId);
                });

            migrationBuilder.CreateTable(
                name: "ExpiryWarnings",
                columns: table => new
                {
                    AccountId = table.Column<long>(type: "INTEGER", nullable: false),
                    LastDay = table.Column<int>(type: "INTEGER", nullable: false),
                    MerchantId = table.Column<int>(type: "INTEGER", nullable: false),
                    ToldAt = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ExpiryWarnings", x => new { x.AccountId, x.LastDay });
                });

            migrationBuilder.CreateTable(
                name: "MemberMerges",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false),
                    MerchantId = table.Column<int>(type: "INTEGER", nullable: false),
                    SurvivorId = table.Column<long>(type: "INTEGER", nullable: false),
                    MergedId = table.Column<long>(type: "INTEGER", nullable: false),
                    MergedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    MergedBy = table.Column<long>(type: "INTEGER", nullable: true),
                    MergedByName = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Points = table.Column<long>(type: "INTEGER", nullable: false),
                    Deduplicated = table.Column<long>(type: "INTEGER", nullable: false),
                    OutSequence = table.Column<long>(type: "INTEGER", nullable: true),
                    Contacts = table.Column<string>(type: "TEXT", maxLength: -1, nullable: true),
                    UndoneAt = table.Column<long>(type: "INTEGER", nullable: true),
                    UndoneBy = table.Column<long>(type: "INTEGER", nullable: true),
                    Version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_MemberMerges", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "MergedRows",
                columns: table => new
                {
                    MergeId = table.Column<long>(type: "INTEGER", nullable: false),
                    Kind = table.Column<int>(type: "INTEGER", nullable: false),
                    RowId = table.Column<long>(type: "INTEGER", nullable: false),
                    MerchantId = table.Column<int>(type: "INTEGER", nullable: false),
                    Target = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_MergedRows", x => new { x.MergeId, x.Kind, x.RowId });
                });

            migrationBuilder.CreateTable(
                name: "PointsAdjustments",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false),
                    MerchantId = table.Column<int>(type: "INTEGER", nullable: false),
                    MemberId = table.Column<long>(type: "INTEGER", nullable: false),
                    Kind = table.Column<int>(type: "INTEGER", nullable: false),
                    Points = table.Column<long>(type: "INTEGER", nullable: false),
                    ReasonCode = table.Column<int>(type: "INTEGER", nullable: false),
                    Reason = table.Column<string>(type: "TEXT", maxLength: 300, nullable: false),
                    State = table.Column<int>(type: "INTEGER", nullable: false),
                    AskedBy = table.Column<long>(type: "INTEGER", nullable: true),
                    AskedByName = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    AskedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    DecidedBy = table.Column<long>(type: "INTEGER", nullable: true),
                    DecidedByName = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    DecidedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Note = table.Column<string>(type: "TEXT", maxLength: 300, nullable: true),
                    EntrySequence = table.Column<long>(type: "INTEGER", nullable: true),
                    Version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PointsAdjustments", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "PointsTransfers",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false),
                    MerchantId = table.Column<int>(type: "INTEGER", nullable: false),
                    FromMemberId = table.Column<long>(type: "INTEGER", nullable: false),
                    ToMemberId = table.Column<long>(type: "INTEGER", nullable: false),
                    Points = table.Column<long>(type: "INTEGER", nullable: false),
                    OccurredAt = table.Column<long>(type: "INTEGER", nullable: false),
                    RecordedBy = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PointsTransfers", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "ProgrammeDrafts",
                columns: table => new
                {
                    MerchantId = table.Column<int>(type: "INTEGER", nullable: false),
                    Content = table.Column<string>(type: "TEXT", maxLength: -1, nullable: true),
                    BasedOn = table.Column<int>(type: "INTEGER", nullable: false),
                    EditedBy = table.Column<long>(type: "INTEGER", nullable: true),
                    EditedByName = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    EditedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    Version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ProgrammeDrafts", x => x.MerchantId);
                });

            migrationBuilder.CreateTable(
                name: "TierChanges",
                columns: table => new
                {
                    MemberId = table.Column<long>(type: "INTEGER", nullable: false),
                    Number = table.Column<int>(type: "INTEGER", nullable: false),
                    MerchantId = table.Column<int>(type: "INTEGER", nullable: false),
                    FromKey = table.Column<string>(type: "TEXT", maxLength: 40, nullable: true),
                    ToKey = table.Column<string>(type: "TEXT", maxLength: 40, nullable: true),
                    FromName = table.Column<string>(type: "TEXT", maxLength: 40, nullable: true),
                    ToName = table.Column<string>(type: "TEXT", maxLength: 40, nullable: true),
                    IsUp = table.Column<bool>(type: "INTEGER", nullable: false),
                    Cause = table.Column<int>(type: "INTEGER", nullable: false),
                    Day = table.Column<int>(type: "INTEGER", nullable: false),
                    RecordedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    ProgrammeVersion = table.Column<int>(type: "INTEGER", nullable: false),
                    Counted = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_TierChanges", x => new { x.MemberId, x.Number });
                });

            migrationBuilder.CreateTable(
                name: "TierStandings",
                columns: table => new
                {
                    MemberId = table.Column<long>(type: "INTEGER", nullable: false),
                    MerchantId = table.Column<int>(type: "INTEGER", nullable: false),
                    TierKey = table.Column<string>(type: "TEXT", maxLength: 40, nullable: true),
                    Since = table.Column<int>(type: "INTEGER", nullable: false),
                    LosesOn = table.Column<int>(type: "INTEGER", nullable: true),
                    AssessedOn = table.Column<int>(type: "INTEGER", nullable: false),
                    Counted = table.Column<long>(type: "INTEGER", nullable: false),
                    CountedFrom = table.Column<int>(type: "INTEGER", nullable: false),
                    NextDueOn = table.Column<int>(type: "INTEGER", nullable: true),
                    Stamp = table.Column<long>(type: "INTEGER", nullable: false),
                    Changes = table.Column<int>(type: "INTEGER", nullable: false),
                    CountedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    Version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_TierStandings", x => x.MemberId);
                });

            migrationBuilder.CreateTable(
                name: "TrialProposals",
                columns: table => new
                {
                    RunId = table.Column<long>(type: "INTEGER", nullable: false),
                    MemberId = table.Column<long>(type: "INTEGER", nullable: false),
                    MerchantId = table.Column<int>(type: "INTEGER", nullable: false),
                    Points = table.Column<long>(type: "INTEGER", nullable: false),
                    Size = table.Column<long>(type: "INTEGER", nullable: false),
                    Purchases = table.Column<int>(type: "INTEGER", nullable: false),
                    Parts = table.Column<string>(type: "TEXT", maxLength: -1, nullable: false),
                    State = table.Column<int>(type: "INTEGER", nullable: false),
                    DecidedBy = table.Column<long>(type: "INTEGER", nullable: true),
                    DecidedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    EntrySequence = table.Column<long>(type: "INTEGER", nullable: true),
                    PostedPoints = table.Column<long>(type: "INTEGER", nullable: true),
                    Version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_TrialProposals", x => new { x.RunId, x.MemberId });
                });

            migrationBuilder.CreateTable(
                name: "TrialRuns",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false),
                    MerchantId = table.Column<int>(type: "INTEGER", nullable: false),
                    Kind = table.Column<int>(type: "INTEGER", nullable: false),
                    State = table.Column<int>(type: "INTEGER", nullable: false),
                    Content = table.Column<string>(type: "TEXT", maxLength: -1, nullable: false),
                    ContentVersion = table.Column<int>(type: "INTEGER", nullable: false),
                    ComparedVersion = table.Column<int>(type: "INTEGER", nullable: false),
                    FromAt = table.Column<long>(type: "INTEGER", nullable: true),
                    UntilAt = table.Column<long>(type: "INTEGER", nullable: false),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    CreatedBy = table.Column<long>(type: "INTEGER", nullable: true),
                    StartedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    FinishedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Total = table.Column<long>(type: "INTEGER", nullable: false),
                    Done = table.Column<long>(type: "INTEGER", nullable: false),
                    Result = table.Column<string>(type: "TEXT", maxLength: -1, nullable: false),
                    LeaseOwner = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    LeasedUntil = table.Column<long>(type: "INTEGER", nullable: true),
                    Version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_TrialRuns", x => x.Id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Purchases_MemberId_MerchantId_OccurredAt",
                table: "Purchases",
                columns: new[] { "MemberId", "MerchantId", "OccurredAt" });

            migrationBuilder.CreateIndex(
                name: "IX_PurchaseReturns_MemberId_MerchantId_OccurredAt",
                table: "PurchaseReturns",
                columns: new[] { "MemberId", "MerchantId", "OccurredAt" });

            migrationBuilder.CreateIndex(
                name: "IX_PurchaseReturnLines_PurchaseId",
                table: "PurchaseReturnLines",
                column: "PurchaseId");

            migrationBuilder.CreateIndex(
                name: "IX_Members_MerchantId_BirthDate",
                table: "Members",
                columns: new[] { "MerchantId", "BirthDate" });

            migrationBuilder.CreateIndex(
                name: "IX_Members_MergedInto",
                table: "Members",
                column: "MergedInto");

            migrationBuilder.CreateIndex(
                name: "IX_MemberActions_MemberId_Action_SourceEvent",
                table: "MemberActions",
                columns: new[] { "MemberId", "Action", "SourceEvent" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_BooksProofs_MerchantId_AskedAt",
                table: "BooksProofs",
                columns: new[] { "MerchantId", "AskedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_BooksProofs_State",
                table: "BooksProofs",
                column: "State");

            migrationBuilder.CreateIndex(
                name: "IX_MemberMerges_MerchantId",
                table: "MemberMerges",
                column: "MerchantId");

            migrationBuilder.CreateIndex(
                name: "IX_MemberMerges_MergedId",
                table: "MemberMerges",
                column: "MergedId");

            migrationBuilder.CreateIndex(
                name: "IX_MemberMerges_SurvivorId",
                table: "MemberMerges",
                column: "SurvivorId");

            migrationBuilder.CreateIndex(
                name: "IX_PointsAdjustments_MemberId",
                table: "PointsAdjustments",
                column: "MemberId");

            migrationBuilder.CreateIndex(
                name: "IX_PointsAdjustments_MerchantId_State_AskedAt",
                table: "PointsAdjustments",
                columns: new[] { "MerchantId", "State", "AskedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_PointsTransfers_FromMemberId_OccurredAt",
                table: "PointsTransfers",
                columns: new[] { "FromMemberId", "OccurredAt" });

            migrationBuilder.CreateIndex(
                name: "IX_PointsTransfers_MerchantId",
                table: "PointsTransfers",
                column: "MerchantId");

            migrationBuilder.CreateIndex(
                name: "IX_TierStandings_MerchantId_NextDueOn",
                table: "TierStandings",
                columns: new[] { "MerchantId", "NextDueOn" });

            migrationBuilder.CreateIndex(
                name: "IX_TrialProposals_RunId_State_Size",
                table: "TrialProposals",
                columns: new[] { "RunId", "State", "Size" });

            migrationBuilder.CreateIndex(
                name: "IX_TrialRuns_MerchantId_Kind_Id",
                table: "TrialRuns",
                columns: new[] { "MerchantId", "Kind", "Id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "BirthdayRuns");

            migrationBuilder.DropTable(
                name: "BooksProofs");

            migrationBuilder.DropTable(
                name: "LadderSweeps");

            migrationBuilder.DropTable(
                name: "ExpiryWarnings");

            migrationBuilder.DropTable(
                name: "MemberMerges");

            migrationBuilder.DropTable(
                name: "MergedRows");

            migrationBuilder.DropTable(
                name: "PointsAdjustments");

            migrationBuilder.DropTable(
                name: "PointsTransfers");

            migrationBuilder.DropTable(
                name: "ProgrammeDrafts");

            migrationBuilder.DropTable(
                name: "TierChanges");

            migrationBuilder.DropTable(
                name: "TierStandings");

            migrationBuilder.DropTable(
                name: "TrialProposals");

            migrationBuilder.DropTable(
                name: "TrialRuns");

            migrationBuilder.DropIndex(
                name: "IX_Purchases_MemberId_MerchantId_OccurredAt",
                table: "Purchases");

            migrationBuilder.DropIndex(
                name: "IX_PurchaseReturns_MemberId_MerchantId_OccurredAt",
                table: "PurchaseReturns");

            migrationBuilder.DropIndex(
                name: "IX_PurchaseReturnLines_PurchaseId",
                table: "PurchaseReturnLines");

            migrationBuilder.DropIndex(
                name: "IX_Members_MerchantId_BirthDate",
                table: "Members");

            migrationBuilder.DropIndex(
                name: "IX_Members_MergedInto",
                table: "Members");

            migrationBuilder.DropIndex(
                name: "IX_MemberActions_MemberId_Action_SourceEvent",
                table: "MemberActions");

            migrationBuilder.DropColumn(
                name: "Currency",
                table: "Purchases");

            migrationBuilder.DropColumn(
                name: "CurrencyNet",
                table: "Purchases");

            migrationBuilder.DropColumn(
                name: "CurrencyReturnedNet",
                table: "Purchases");

            migrationBuilder.DropColumn(
                name: "EntryAccountId",
                table: "Purchases");

            migrationBuilder.DropColumn(
                name: "LotSequence",
                table: "Purchases");

            migrationBuilder.DropColumn(
                name: "PaidWithPoints",
                table: "Purchases");

            migrationBuilder.DropColumn(
                name: "PointsRedeemed",
                table: "Purchases");

            migrationBuilder.DropColumn(
                name: "PointsRestored",
                table: "Purchases");

            migrationBuilder.DropColumn(
                name: "RateBillionths",
                table: "Purchases");

            migrationBuilder.DropColumn(
                name: "Currency",
                table: "PurchaseReturns");

            migrationBuilder.DropColumn(
                name: "CurrencyNet",
                table: "PurchaseReturns");

            migrationBuilder.DropColumn(
                name: "PaidWithPoints",
                table: "PurchaseReturns");

            migrationBuilder.DropColumn(
                name: "PointsRestored",
                table: "PurchaseReturns");

            migrationBuilder.DropColumn(
                name: "EntryAccountId",
                table: "PurchaseReturnLines");

            migrationBuilder.DropColumn(
                name: "PaidWithPoints",
                table: "PurchaseReturnLines");

            migrationBuilder.DropColumn(
                name: "PointsRestored",
                table: "PurchaseReturnLines");

            migrationBuilder.DropColumn(
                name: "PaidWithPoints",
                table: "PurchaseLines");

            migrationBuilder.DropColumn(
                name: "PointsRedeemed",
                table: "PurchaseLines");

            migrationBuilder.DropColumn(
                name: "OpenFrom",
                table: "PointsAccounts");

            migrationBuilder.DropColumn(
                name: "MergedInto",
                table: "Members");

            migrationBuilder.DropColumn(
                name: "Amount",
                table: "MemberActions");

            migrationBuilder.DropColumn(
                name: "EntrySequence",
                table: "MemberActions");

            migrationBuilder.DropColumn(
                name: "Evidence",
                table: "MemberActions");

            migrationBuilder.DropColumn(
                name: "EvidenceKind",
                table: "MemberActions");

            migrationBuilder.DropColumn(
                name: "Explanation",
                table: "MemberActions");

            migrationBuilder.DropColumn(
                name: "ReportedBy",
                table: "MemberActions");

            migrationBuilder.DropColumn(
                name: "Source",
                table: "MemberActions");

            migrationBuilder.DropColumn(
                name: "SourceEvent",
                table: "MemberActions");

            migrationBuilder.DropColumn(
                name: "Subject",
                table: "MemberActions");

            migrationBuilder.DropColumn(
                name: "IsUsedUp",
                table: "Lots");

            migrationBuilder.DropColumn(
                name: "AvailableFrom",
                table: "LedgerEntries");

            migrationBuilder.DropColumn(
                name: "EarnedAt",
                table: "LedgerEntries");

            migrationBuilder.DropColumn(
                name: "ExpiresAt",
                table: "LedgerEntries");

            migrationBuilder.DropColumn(
                name: "ExtendsTo",
                table: "LedgerEntries");

            migrationBuilder.DropColumn(
                name: "GraceUntil",
                table: "LedgerEntries");

            migrationBuilder.DropColumn(
                name: "RefersTo",
                table: "LedgerEntries");

            migrationBuilder.CreateIndex(
                name: "IX_Purchases_MemberId_OccurredAt",
                table: "Purchases",
                columns: new[] { "MemberId", "OccurredAt" });

            migrationBuilder.CreateIndex(
                name: "IX_PurchaseReturns_MemberId_OccurredAt",
                table: "PurchaseReturns",
                columns: new[] { "MemberId", "OccurredAt" });
        }
    }
}

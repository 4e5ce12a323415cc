using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace LoyaltyPortal.Platform.Data.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class Referrals : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "ReferralDevices",
                columns: table => new
                {
                    MemberId = table.Column<long>(type: "bigint", nullable: false),
                    Device = table.Column<string>(type: "nvarchar(32)", maxLength: 32, nullable: false, collation: "Latin1_General_100_BIN2"),
                    MerchantId = table.Column<int>(type: "int", nullable: false),
                    SeenAt = table.Column<DateTime>(type: "datetime2(6)", precision: 6, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ReferralDevices", x => new { x.MemberId, x.Device });
                });

            migrationBuilder.CreateTable(
                name: "ReferralEntries",
                columns: table => new
                {
                    ReferralId = table.Column<long>(type: "bigint", nullable: false),
                    Number = table.Column<int>(type: "int", nullable: false),
                    MerchantId = table.Column<int>(type: "int", nullable: false),
                    Side = table.Column<int>(type: "int", nullable: false),
                    IsReversal = table.Column<bool>(type: "bit", nullable: false),
                    AccountId = table.Column<long>(type: "bigint", nullable: false),
                    Sequence = table.Column<long>(type: "bigint", nullable: false),
                    Points = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ReferralEntries", x => new { x.ReferralId, x.Number });
                });

            migrationBuilder.CreateTable(
                name: "ReferralInvites",
                columns: table => new
                {
                    MemberId = table.Column<long>(type: "bigint", nullable: false),
                    MerchantId = table.Column<int>(type: "int", nullable: false),
                    Code = table.Column<string>(type: "nvarchar(16)", maxLength: 16, nullable: false, collation: "Latin1_General_100_BIN2"),
                    CreatedAt = table.Column<DateTime>(type: "datetime2(6)", precision: 6, nullable: false),
                    Opened = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ReferralInvites", x => x.MemberId);
                });

            migrationBuilder.CreateTable(
                name: "Referrals",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false),
                    MerchantId = table.Column<int>(type: "int", nullable: false),
                    ReferrerId = table.Column<long>(type: "bigint", nullable: false),
                    RefereeId = table.Column<long>(type: "bigint", nullable: false),
                    TermsNumber = table.Column<int>(type: "int", nullable: false),
                    State = table.Column<int>(type: "int", nullable: false),
                    JoinedAt = table.Column<DateTime>(type: "datetime2(6)", precision: 6, nullable: false),
                    Reasons = table.Column<string>(type: "nvarchar(120)", maxLength: 120, nullable: false),
                    Cleared = table.Column<string>(type: "nvarchar(120)", maxLength: 120, nullable: false),
                    PurchaseId = table.Column<long>(type: "bigint", nullable: true),
                    QualifiedAt = table.Column<DateTime>(type: "datetime2(6)", precision: 6, nullable: true),
                    DueAt = table.Column<DateTime>(type: "datetime2(6)", precision: 6, nullable: true),
                    PaidAt = table.Column<DateTime>(type: "datetime2(6)", precision: 6, nullable: true),
                    ReferrerPoints = table.Column<long>(type: "bigint", nullable: false),
                    RefereePoints = table.Column<long>(type: "bigint", nullable: false),
                    Milestone = table.Column<int>(type: "int", nullable: true),
                    Entries = table.Column<int>(type: "int", nullable: false),
                    DecidedBy = table.Column<long>(type: "bigint", nullable: true),
                    DecidedByName = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true),
                    DecidedAt = table.Column<DateTime>(type: "datetime2(6)", precision: 6, nullable: true),
                    Note = table.Column<string>(type: "nvarchar(300)", maxLength: 300, nullable: true),
                    EndedAt = table.Column<DateTime>(type: "datetime2(6)", precision: 6, nullable: true),
                    EndedBecause = table.Column<int>(type: "int", nullable: true),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Referrals", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "ReferralTerms",
                columns: table => new
                {
                    MerchantId = table.Column<int>(type: "int", nullable: false),
                    Number = table.Column<int>(type: "int", nullable: false),
                    Content = table.Column<string>(type: "nvarchar(max)", maxLength: -1, nullable: false),
                    PublishedAt = table.Column<DateTime>(type: "datetime2(6)", precision: 6, nullable: false),
                    PublishedBy = table.Column<long>(type: "bigint", nullable: true),
                    PublishedByName = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ReferralTerms", x => new { x.MerchantId, x.Number });
                });

            migrationBuilder.CreateIndex(
                name: "IX_ReferralDevices_MerchantId_Device",
                table: "ReferralDevices",
                columns: new[] { "MerchantId", "Device" });

            migrationBuilder.CreateIndex(
                name: "IX_ReferralEntries_AccountId_Sequence",
                table: "ReferralEntries",
                columns: new[] { "AccountId", "Sequence" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_ReferralInvites_MerchantId_Code",
                table: "ReferralInvites",
                columns: new[] { "MerchantId", "Code" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Referrals_MerchantId_JoinedAt",
                table: "Referrals",
                columns: new[] { "MerchantId", "JoinedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_Referrals_MerchantId_State_DueAt",
                table: "Referrals",
                columns: new[] { "MerchantId", "State", "DueAt" });

            migrationBuilder.CreateIndex(
                name: "IX_Referrals_RefereeId",
                table: "Referrals",
                column: "RefereeId",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Referrals_ReferrerId_JoinedAt",
                table: "Referrals",
                columns: new[] { "ReferrerId", "JoinedAt" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "ReferralDevices");

            migrationBuilder.DropTable(
                name: "ReferralEntries");

            migrationBuilder.DropTable(
                name: "ReferralInvites");

            migrationBuilder.DropTable(
                name: "Referrals");

            migrationBuilder.DropTable(
                name: "ReferralTerms");
        }
    }
}

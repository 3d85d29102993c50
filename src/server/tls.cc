#include "server/tls.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <ctime>
#include <memory>

namespace bihuan::server {
namespace {

template <auto Free>
struct Freed {
  template <class T>
  void operator()(T* thing) const {
    Free(thing);
  }
};
using Bio = std::unique_ptr<BIO, Freed<BIO_free_all>>;
using Certificate = std::unique_ptr<X509, Freed<X509_free>>;
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using Names = std::unique_ptr<GENERAL_NAMES, Freed<GENERAL_NAMES_free>>;

constexpr std::int64_t kLifeSeconds = std::int64_t{825} * 24 * 3600;

Bio reader(const std::string& text) { return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size()))); }

std::string text_of(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  return size > 0 ? std::string(data, static_cast<std::size_t>(size)) : std::string();
}

Instant instant_of(const ASN1_TIME* time) {
  std::tm utc{};
  if (ASN1_TIME_to_tm(time, &utc) != 1) return Instant{};
  return Instant{static_cast<std::int64_t>(timegm(&utc))};
}

bool is_address(const std::string& name) {
  boost::system::error_code error;
  boost::asio::ip::make_address(name, error);
  return !error;
}

bool is_dns_name(const std::string& name) {
  return !name.empty() && name.size() <= 253 && std::ranges::all_of(name, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '.';
  });
}

std::vector<std::string> names_of(X509* certificate) {
  std::vector<std::string> names;
  const Names all(static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
  for (int i = 0; all && i < sk_GENERAL_NAME_num(all.get()); ++i) {
    const GENERAL_NAME* one = sk_GENERAL_NAME_value(all.get(), i);
    if (one->type == GEN_DNS) {
      names.emplace_back(reinterpret_cast<const char*>(ASN1_STRING_get0_data(one->d.dNSName)),
                         static_cast<std::size_t>(ASN1_STRING_length(one->d.dNSName)));
    } else if (one->type == GEN_IPADD && ASN1_STRING_length(one->d.iPAddress) == 4) {
      const unsigned char* bytes = ASN1_STRING_get0_data(one->d.iPAddress);
      names.push_back(boost::asio::ip::address_v4({bytes[0], bytes[1], bytes[2], bytes[3]}).to_string());
    } else if (one->type == GEN_IPADD && ASN1_STRING_length(one->d.iPAddress) == 16) {
      boost::asio::ip::address_v6::bytes_type bytes{};
      std::copy_n(ASN1_STRING_get0_data(one->d.iPAddress), bytes.size(), bytes.begin());
      names.push_back(boost::asio::ip::address_v6(bytes).to_string());
    }
  }
  return names;
}

bool add_extension(X509* certificate, int nid, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str());
  if (extension == nullptr) return false;
  const bool is_added = X509_add_ext(certificate, extension, -1) == 1;
  X509_EXTENSION_free(extension);
  return is_added;
}

Error unavailable() {
  ERR_clear_error();
  return {Code::kUnavailable, "不能生成证书，请检查系统的OpenSSL。", "证书"};
}

}  // namespace

Result<CertificateFacts> read_identity(const TlsIdentity& identity) {
  const Bio certificate_text = reader(identity.certificate);
  const Certificate certificate(PEM_read_bio_X509(certificate_text.get(), nullptr, nullptr, nullptr));
  if (!certificate) {
    ERR_clear_error();
    return fail(Code::kInvalidInput, "不是PEM格式的证书，应以-----BEGIN CERTIFICATE-----开头。", "证书");
  }
  const Bio key_text = reader(identity.key);
  // An empty passphrase: an encrypted key is refused, never asked for on a terminal.
  const Key key(PEM_read_bio_PrivateKey(key_text.get(), nullptr, nullptr, const_cast<char*>("")));
  if (!key) {
    ERR_clear_error();
    return fail(Code::kInvalidInput, "不是PEM格式、未加密的私钥。", "私钥");
  }
  if (X509_check_private_key(certificate.get(), key.get()) != 1) {
    ERR_clear_error();
    return fail(Code::kInvalidInput, "私钥与证书不是一对。", "私钥");
  }
  CertificateFacts facts;
  char name[256] = "";
  X509_NAME_get_text_by_NID(X509_get_subject_name(certificate.get()), NID_commonName, name, sizeof name);
  facts.subject = name;
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  if (X509_digest(certificate.get(), EVP_sha256(), digest, &size) != 1) return std::unexpected(unavailable());
  constexpr std::string_view kHex = "0123456789ABCDEF";
  for (unsigned int i = 0; i < size; ++i) {
    if (i != 0) facts.fingerprint.push_back(':');
    facts.fingerprint.push_back(kHex[digest[i] >> 4U]);
    facts.fingerprint.push_back(kHex[digest[i] & 15U]);
  }
  facts.begins = instant_of(X509_get0_notBefore(certificate.get()));
  facts.ends = instant_of(X509_get0_notAfter(certificate.get()));
  facts.names = names_of(certificate.get());
  return facts;
}

Result<TlsIdentity> make_identity(const std::vector<std::string>& names, Instant now) {
  if (names.empty()) return fail(Code::kInvalidInput, "证书至少要有一个域名或地址。", "证书");
  std::string alternatives;
  for (const std::string& name : names) {
    if (!is_address(name) && !is_dns_name(name)) return fail(Code::kInvalidInput, "不是域名，也不是IP地址。", name);
    alternatives += (alternatives.empty() ? "" : ",") + std::string(is_address(name) ? "IP:" : "DNS:") + name;
  }
  const Key key(EVP_EC_gen("P-256"));
  const Certificate certificate(X509_new());
  unsigned char serial[8];
  if (!key || !certificate || RAND_bytes(serial, sizeof serial) != 1) return std::unexpected(unavailable());
  std::uint64_t number = 0;
  for (const unsigned char byte : serial) number = number << 8U | byte;
  X509* x = certificate.get();
  X509_NAME* subject = X509_get_subject_name(x);
  const auto* common = reinterpret_cast<const unsigned char*>(names.front().c_str());
  const bool is_made = X509_set_version(x, X509_VERSION_3) == 1 &&
                       ASN1_INTEGER_set_uint64(X509_get_serialNumber(x), number >> 1U | 1U) == 1 &&
                       ASN1_TIME_set(X509_getm_notBefore(x), static_cast<time_t>(now.seconds - 3600)) != nullptr &&
                       ASN1_TIME_set(X509_getm_notAfter(x), static_cast<time_t>(now.seconds + kLifeSeconds)) != nullptr &&
                       X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, common, -1, -1, 0) == 1 &&
                       X509_set_issuer_name(x, subject) == 1 && X509_set_pubkey(x, key.get()) == 1 &&
                       add_extension(x, NID_basic_constraints, "critical,CA:FALSE") &&
                       add_extension(x, NID_key_usage, "critical,digitalSignature") &&
                       add_extension(x, NID_ext_key_usage, "serverAuth") &&
                       add_extension(x, NID_subject_alt_name, alternatives) &&
                       X509_sign(x, key.get(), EVP_sha256()) > 0;
  const Bio certificate_text(BIO_new(BIO_s_mem()));
  const Bio key_text(BIO_new(BIO_s_mem()));
  if (!is_made || PEM_write_bio_X509(certificate_text.get(), x) != 1 ||
      PEM_write_bio_PrivateKey(key_text.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1) {
    return std::unexpected(unavailable());
  }
  return TlsIdentity{text_of(certificate_text.get()), text_of(key_text.get())};
}

}  // namespace bihuan::server
